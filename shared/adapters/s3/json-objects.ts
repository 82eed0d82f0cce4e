import { GetObjectCommand, NoSuchKey, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';

/** Objects of JSON in a bucket, encrypted as the bucket says. */
export interface JsonObjects {
  put(key: string, value: unknown): Promise<void>;
  /** Undefined when there is none. */
  get(key: string): Promise<unknown>;
}

/** Objects in S3. Throws when the bucket cannot be reached or refuses. */
export function s3JsonObjects(
  bucket: string,
  client: S3Client = new S3Client({
    maxAttempts: 4,
    requestHandler: { connectionTimeout: 2_000, requestTimeout: 5_000 },
  }),
): JsonObjects {
  return {
    async put(key, value) {
      const object = {
        Bucket: bucket,
        Key: key,
        Body: JSON.stringify(value),
        ContentType: 'application/json',
      };
      await client.send(new PutObjectCommand(object));
    },

    async get(key) {
      try {
        const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
        return Body && (JSON.parse(await Body.transformToString()) as unknown);
      } catch (error) {
        if (error instanceof NoSuchKey) return undefined;
        throw error;
      }
    },
  };
}
