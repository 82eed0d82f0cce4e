import { z } from 'zod';
import { safaricomAddresses } from './daraja.ts';
import { eachOnce, text, whole } from './setting-values.ts';

export const domain = z.strictObject({
  name: z.hostname().describe('Host of the callback URLs, for example hooks.example.com'),
  certificateArn: z
    .string()
    .regex(/^arn:aws[\w-]*:acm:/, 'expected the ARN of a certificate in ACM, in the region of the stage'),
  hostedZoneId: text
    .optional()
    .describe('Route 53 zone that gets the alias record. Default: you point the name yourself'),
});

export const network = z
  .strictObject({
    vpcId: z.string().regex(/^vpc-[0-9a-f]{8,17}$/, 'expected vpc-…'),
    availabilityZones: z.array(text).min(1),
    subnetIds: eachOnce(
      z.array(z.string().regex(/^subnet-[0-9a-f]{8,17}$/, 'expected subnet-…')).min(1),
    ).describe('One per availability zone, in the same order'),
    securityGroupIds: eachOnce(z.array(z.string().regex(/^sg-[0-9a-f]{8,17}$/, 'expected sg-…')).min(1)),
    endpoints: z
      .strictObject({
        routeTableIds: eachOnce(z.array(z.string().regex(/^rtb-[0-9a-f]{8,17}$/, 'expected rtb-…')).min(1)),
      })
      .optional()
      .describe(
        'Makes endpoints for the AWS services used; Safaricom is not among them, so without a NAT gateway no status can be queried. Default: none, the subnets already have them or a NAT gateway',
      ),
  })
  .refine((given) => given.subnetIds.length === given.availabilityZones.length, {
    path: ['subnetIds'],
    error: 'expected one subnet per availability zone',
  });

export const hooks = z
  .strictObject({
    ratePerSecond: whole(1, 10_000).default(1000),
    burst: whole(1, 5000).default(2000),
    waf: z
      .boolean()
      .default(false)
      .describe(
        'A web ACL before the callback URLs (about 10 $ a month): refuses bodies from 64 KB on, counts what else it finds',
      ),
  })
  .prefault({})
  .describe('A callback above the limit is refused, and Safaricom may not send it again');

export const sourceAddresses = z
  .strictObject({
    mode: z
      .enum(['observe', 'enforce'])
      .default('observe')
      .describe('enforce refuses callbacks from other addresses'),
    addresses: eachOnce(z.array(z.union([z.ipv4(), z.cidrv4()])).min(1)).default([...safaricomAddresses]),
  })
  .prefault({});

export const manager = z
  .strictObject({
    ratePerSecond: whole(1, 10_000).default(50),
    burst: whole(1, 5000).default(100),
    corsOrigins: eachOnce(z.array(z.url()))
      .default([])
      .describe('Web origins that may call the manager API. Default: none'),
  })
  .prefault({});
