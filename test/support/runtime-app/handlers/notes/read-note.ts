import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import type {
  APIGatewayProxyEvent,
  APIGatewayProxyEventV2WithJWTAuthorizer,
  APIGatewayProxyStructuredResultV2,
} from 'aws-lambda';

const tables = new DynamoDBClient({});

type ApiEvent = APIGatewayProxyEvent | APIGatewayProxyEventV2WithJWTAuthorizer;

/** Gives a note to whom the token names; anything else that is asked of it is answered with the event itself. */
export const handler = async (event: ApiEvent): Promise<APIGatewayProxyStructuredResultV2 | object> => {
  if (!('version' in event)) return { statusCode: 200, body: JSON.stringify(event) };
  const id = event.pathParameters?.id;
  if (id === undefined) return event;
  const { Item: item } = await tables.send(
    new GetItemCommand({
      TableName: process.env.NOTES_TABLE,
      Key: { pk: { S: `NOTE#${id}` }, sk: { S: 'NOTE' } },
    }),
  );
  const { claims } = event.requestContext.authorizer.jwt;
  return {
    statusCode: item ? 200 : 404,
    headers: { 'Content-Type': 'application/json', 'X-Reader': String(claims.sub) },
    body: JSON.stringify({ text: item?.text?.S ?? null, claims }),
  };
};
