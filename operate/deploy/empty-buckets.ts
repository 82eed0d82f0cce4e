import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { DeleteObjectsCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import { failed, ok, type Result } from '../../shared/kernel/result.ts';
import { stackResources } from './deployed-stacks.ts';

/** Deletes all objects in the buckets of a stack. The failure says which stayed and why. */
export async function emptyBuckets(
  client: CloudFormationClient,
  region: string,
  stackName: string,
): Promise<Result<undefined, string>> {
  const s3 = new S3Client({ region });
  for (const { ResourceType, PhysicalResourceId: bucket } of await stackResources(client, stackName)) {
    if (ResourceType !== 'AWS::S3::Bucket' || bucket === undefined) continue;
    const emptied = await emptyBucket(s3, bucket);
    if (!emptied.ok) return emptied;
  }
  return ok(undefined);
}

async function emptyBucket(client: S3Client, Bucket: string): Promise<Result<undefined, string>> {
  // The bucket is not versioned: an object that is deleted is gone.
  for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket })) {
    const Objects = Contents.flatMap(({ Key }) => (Key === undefined ? [] : [{ Key }]));
    if (Objects.length === 0) continue;
    const asked = new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } });
    const { Errors: refused = [] } = await client.send(asked);
    const deleted = Objects.length - refused.length;
    console.log(`${deleted} ${deleted === 1 ? 'object' : 'objects'} deleted from ${Bucket}`);
    if (refused.length > 0) {
      const reasons = new Set(refused.map(({ Code, Message }) => [Code, Message].filter(Boolean).join(': ')));
      return failed(
        [`${refused.length} objects of ${Bucket} could not be deleted:`, ...reasons].join('\n  '),
      );
    }
  }
  return ok(undefined);
}
