import { z } from 'zod';
import { resourcePolicySchema } from '../gateway/resource-policy.ts';

/** What the runtime understands of API Gateway's resources; strict, like all schemas of resources. */
const number = z.coerce.number();
const flag = z.union([z.boolean(), z.stringbool()]);
const texts = z.record(z.string(), z.string());

const restApi = z.strictObject({
  Name: z.string().optional(),
  ApiKeySourceType: z.literal('HEADER').optional(),
  BinaryMediaTypes: z.array(z.never()).optional(),
  Policy: resourcePolicySchema.optional(),
});
const restStage = z.strictObject({
  RestApiId: z.string(),
  StageName: z.string(),
  Variables: texts.default({}),
});
const restResource = z.strictObject({ RestApiId: z.string(), ParentId: z.string(), PathPart: z.string() });
const restValidator = z.strictObject({
  RestApiId: z.string(),
  Name: z.string().optional(),
  ValidateRequestParameters: flag.default(false),
  // A body is only validated by the code that understands it: there is no JSON Schema engine here.
  ValidateRequestBody: z.literal(false).optional(),
});
/** At the root of the domain: the gateway serves all APIs at its own root as well. */
const basePathMapping = z.strictObject({
  DomainName: z.string(),
  RestApiId: z.string(),
  Stage: z.string().optional(),
  BasePath: z.literal('').optional(),
});
const gatewayResponse = z.strictObject({
  RestApiId: z.string(),
  ResponseType: z.string(),
  StatusCode: z.string().optional(),
  ResponseParameters: texts.default({}),
  ResponseTemplates: texts.default({}),
});

const integration = z.strictObject({
  Type: z.enum(['AWS', 'AWS_PROXY', 'MOCK']),
  Uri: z.string().default(''),
  PassthroughBehavior: z.enum(['WHEN_NO_MATCH', 'WHEN_NO_TEMPLATES', 'NEVER']).default('WHEN_NO_MATCH'),
  RequestParameters: texts.default({}),
  RequestTemplates: texts.default({}),
  TimeoutInMillis: number.default(29_000),
  IntegrationResponses: z
    .array(
      z.strictObject({
        StatusCode: z.string(),
        SelectionPattern: z.string().optional(),
        ResponseParameters: texts.default({}),
        ResponseTemplates: texts.default({}),
      }),
    )
    .default([]),
});

const restMethod = z.strictObject({
  RestApiId: z.string(),
  ResourceId: z.string(),
  HttpMethod: z.string(),
  AuthorizationType: z.literal('NONE').default('NONE'),
  ApiKeyRequired: z.literal(false).optional(),
  RequestParameters: z.record(z.string(), flag).default({}),
  RequestValidatorId: z.string().optional(),
  Integration: integration,
});

const httpApi = z.strictObject({
  Name: z.string().optional(),
  ProtocolType: z.literal('HTTP'),
  CorsConfiguration: z
    .strictObject({
      AllowOrigins: z.array(z.string()).default([]),
      AllowMethods: z.array(z.string()).default([]),
      AllowHeaders: z.array(z.string()).default([]),
      ExposeHeaders: z.array(z.string()).default([]),
      AllowCredentials: flag.default(false),
      MaxAge: number.optional(),
    })
    .optional(),
});
const httpStage = z.strictObject({
  ApiId: z.string(),
  StageName: z.string(),
  StageVariables: texts.default({}),
});
const httpIntegration = z.strictObject({
  ApiId: z.string(),
  IntegrationType: z.literal('AWS_PROXY'),
  IntegrationUri: z.string(),
  IntegrationMethod: z.literal('POST').optional(),
  PayloadFormatVersion: z.literal('2.0'),
  TimeoutInMillis: number.default(30_000),
});
const httpRoute = z.strictObject({
  ApiId: z.string(),
  RouteKey: z.string(),
  Target: z.string(),
  AuthorizationType: z.enum(['NONE', 'JWT']).default('NONE'),
  AuthorizerId: z.string().optional(),
  AuthorizationScopes: z.array(z.string()).default([]),
});
const httpAuthorizer = z.strictObject({
  ApiId: z.string(),
  Name: z.string(),
  AuthorizerType: z.literal('JWT'),
  IdentitySource: z.array(z.literal('$request.header.Authorization')),
  JwtConfiguration: z.strictObject({ Audience: z.array(z.string()).min(1), Issuer: z.string() }),
});

export const apiSchemas = {
  'AWS::ApiGateway::RestApi': restApi,
  'AWS::ApiGateway::Stage': restStage,
  'AWS::ApiGateway::Resource': restResource,
  'AWS::ApiGateway::RequestValidator': restValidator,
  'AWS::ApiGateway::BasePathMapping': basePathMapping,
  'AWS::ApiGateway::GatewayResponse': gatewayResponse,
  'AWS::ApiGateway::Method': restMethod,
  'AWS::ApiGatewayV2::Api': httpApi,
  'AWS::ApiGatewayV2::Stage': httpStage,
  'AWS::ApiGatewayV2::Integration': httpIntegration,
  'AWS::ApiGatewayV2::Route': httpRoute,
  'AWS::ApiGatewayV2::Authorizer': httpAuthorizer,
} as const;
