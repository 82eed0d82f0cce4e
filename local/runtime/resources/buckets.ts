import {
  CreateBucketCommand,
  DeleteObjectsCommand,
  HeadBucketCommand,
  ListObjectsV2Command,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { Wired } from '../assembly/wiring.ts';

export type Bucket = Wired<'AWS::S3::Bucket'>;

export async function createBucket(client: S3Client, bucket: Bucket): Promise<void> {
  try {
    await client.send(new HeadBucketCommand({ Bucket: bucket.name }));
  } catch {
    await client.send(new CreateBucketCommand({ Bucket: bucket.name }));
  }
}

export async function emptyBucket(client: S3Client, bucket: Bucket): Promise<void> {
  for (;;) {
    const { Contents: objects = [] } = await client.send(new ListObjectsV2Command({ Bucket: bucket.name }));
    if (objects.length === 0) return;
    const keys = objects.map(({ Key }) => ({ Key }));
    await client.send(
      new DeleteObjectsCommand({ Bucket: bucket.name, Delete: { Objects: keys, Quiet: true } }),
    );
  }
}
