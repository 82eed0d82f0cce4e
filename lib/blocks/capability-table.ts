import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { Access } from './access.ts';

export interface CapabilityTableProps {
  /** The variable that names the table to functions, for example `PAYMENTS_TABLE`. */
  readonly variable: string;
  /** Sparse indexes of keys only: `due` has the keys `duePk` and `dueAt` (a number), and so on. */
  readonly indexes: readonly string[];
  readonly encryptionKey: IKey;
  readonly removal: 'retain' | 'destroy';
}

const readActions = ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'];
const writeActions = [
  'dynamodb:PutItem',
  'dynamodb:UpdateItem',
  'dynamodb:DeleteItem',
  'dynamodb:BatchWriteItem',
  'dynamodb:ConditionCheckItem',
];

/** The one table of a capability: `pk` and `sk`, rows that expire by `expiresAt`, restorable to any second of 35 days. */
export class CapabilityTable extends Construct {
  /** Lets a function read the table and query its indexes. */
  readonly read: Access;
  /** Lets a function read and write, in transactions as well. */
  readonly readWrite: Access;
  readonly tableName: string;

  constructor(scope: Construct, id: string, props: CapabilityTableProps) {
    super(scope, id);
    const table = this.makeTable(props);
    const environment = { [props.variable]: table.tableName };
    const indexArns = props.indexes.map((index) => `${table.tableArn}/index/${index}`);
    const key = props.encryptionKey.keyArn;
    const queries = [
      new PolicyStatement({ actions: readActions, resources: [table.tableArn] }),
      ...(indexArns.length > 0
        ? [new PolicyStatement({ actions: ['dynamodb:Query'], resources: indexArns })]
        : []),
    ];
    this.tableName = table.tableName;
    this.read = {
      environment,
      statements: [...queries, new PolicyStatement({ actions: ['kms:Decrypt'], resources: [key] })],
    };
    this.readWrite = {
      environment,
      statements: [
        ...queries,
        new PolicyStatement({ actions: writeActions, resources: [table.tableArn] }),
        new PolicyStatement({ actions: useOfKeyByDynamoDb, resources: [key] }),
      ],
    };
  }

  private makeTable(props: CapabilityTableProps): Table {
    const retained = props.removal === 'retain';
    const table = new Table(this, 'Table', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: props.encryptionKey,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      timeToLiveAttribute: 'expiresAt',
      deletionProtection: retained,
      removalPolicy: retained ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    for (const index of props.indexes) {
      table.addGlobalSecondaryIndex({
        indexName: index,
        partitionKey: { name: `${index}Pk`, type: AttributeType.STRING },
        sortKey: { name: `${index}At`, type: AttributeType.NUMBER },
        projectionType: ProjectionType.KEYS_ONLY,
      });
    }
    return table;
  }
}

/** DynamoDB uses the key in the caller's name, with these actions for reading and writing items. */
const useOfKeyByDynamoDb = [
  'kms:Decrypt',
  'kms:DescribeKey',
  'kms:Encrypt',
  'kms:GenerateDataKey',
  'kms:GenerateDataKeyWithoutPlaintext',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
];
