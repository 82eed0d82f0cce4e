import { isJsonObject, type Json, type JsonObject } from './json.ts';
import type { Assembly, Stack } from './read-assembly.ts';

/** What the resolver has to be told: how resources and secrets are called on this machine. */
export interface Surroundings {
  readonly account: string;
  readonly region: string;
  ref(stack: Stack, logicalId: string): string;
  attribute(stack: Stack, logicalId: string, attribute: string): string;
  /** Text of a secret, or of one key of its JSON. */
  secret(id: string, key: string): string;
  /** The last word on every finished string: public URLs of what is served here become local ones. */
  localize(text: string): string;
}

export type Resolve = (value: Json, stack: Stack) => Json | undefined;

const noValue = Symbol('AWS::NoValue');
type Resolved = Json | typeof noValue;
type Evaluate = (argument: Json, stack: Stack) => Resolved;

/**
 * CloudFormation's intrinsic functions over an assembly. The result is undefined for AWS::NoValue.
 * Throws an Error that names the function or reference it does not know.
 */
export function createResolver(assembly: Assembly, surroundings: Surroundings): Resolve {
  const exported = exportsOf(assembly);
  const functions: Record<string, Evaluate> = {
    Ref: (argument, stack) => ref(String(argument), stack),
    'Fn::GetAtt': (argument, stack) => {
      const [logicalId, ...attribute] =
        typeof argument === 'string' ? argument.split('.') : list(argument, stack).map(String);
      return surroundings.attribute(stack, String(logicalId), attribute.join('.'));
    },
    'Fn::Join': (argument, stack) => {
      const [separator, parts] = list(argument, stack);
      return list(parts ?? [], stack)
        .map(String)
        .join(String(separator));
    },
    'Fn::Split': (argument, stack) => {
      const [separator, text] = list(argument, stack);
      return String(text).split(String(separator));
    },
    'Fn::Select': (argument, stack) => {
      const [index, values] = list(argument, stack);
      const value = list(values ?? [], stack)[Number(index)];
      if (value === undefined) throw new Error(`Fn::Select finds nothing at ${index}`);
      return value;
    },
    'Fn::Sub': (argument, stack) => substitute(argument, stack),
    'Fn::ImportValue': (argument, stack) => {
      const name = String(evaluate(argument, stack));
      const found = exported.get(name);
      if (found === undefined) throw new Error(`no stack exports ${name}`);
      return evaluate(found.value, found.stack);
    },
    'Fn::FindInMap': (argument, stack) => {
      const keys = list(argument, stack).map(String);
      const found = keys.reduce<Json | undefined>(
        (map, key) => (isJsonObject(map) ? map[key] : undefined),
        stack.mappings,
      );
      if (found === undefined) throw new Error(`Fn::FindInMap finds nothing at ${keys.join('.')}`);
      return found;
    },
    'Fn::If': (argument, stack) => {
      const [condition, yes, no] = argument as readonly Json[];
      return evaluate((holds(String(condition), stack) ? yes : no) ?? '', stack);
    },
    'Fn::Equals': (argument, stack) => {
      const [left, right] = list(argument, stack);
      return JSON.stringify(left) === JSON.stringify(right);
    },
    'Fn::And': (argument, stack) => list(argument, stack).every(Boolean),
    'Fn::Or': (argument, stack) => list(argument, stack).some(Boolean),
    'Fn::Not': (argument, stack) => !list(argument, stack)[0],
  };

  function holds(condition: string, stack: Stack): boolean {
    const expression = stack.conditions[condition];
    if (expression === undefined) throw new Error(`no condition ${condition}`);
    return evaluate(expression, stack) === true;
  }

  function ref(name: string, stack: Stack): Resolved {
    switch (name) {
      case 'AWS::AccountId':
        return surroundings.account;
      case 'AWS::Region':
        return surroundings.region;
      case 'AWS::Partition':
        return 'aws';
      case 'AWS::URLSuffix':
        return 'amazonaws.com';
      case 'AWS::StackName':
        return stack.name;
      case 'AWS::StackId':
        return `arn:aws:cloudformation:${surroundings.region}:${surroundings.account}:stack/${stack.name}/local`;
      case 'AWS::NoValue':
        return noValue;
    }
    if (stack.resources.has(name)) return surroundings.ref(stack, name);
    const parameter = stack.parameters[name];
    if (!isJsonObject(parameter) || parameter.Default === undefined)
      throw new Error(`Ref ${name} is neither a resource nor a parameter with a default`);
    if (String(parameter.Type).startsWith('AWS::SSM::'))
      throw new Error(`parameter ${name} is kept in SSM, which is not here`);
    return parameter.Default;
  }

  function substitute(argument: Json, stack: Stack): string {
    const [template, variables]: readonly Json[] =
      typeof argument === 'string' ? [argument] : (argument as readonly Json[]);
    return String(template).replaceAll(/\$\{([^}]+)\}/g, (whole, expression: string) => {
      if (expression.startsWith('!')) return `\${${expression.slice(1)}}`;
      const own = isJsonObject(variables) ? variables[expression] : undefined;
      if (own !== undefined) return String(evaluate(own, stack));
      const reference: JsonObject = expression.includes('.')
        ? { 'Fn::GetAtt': expression }
        : { Ref: expression };
      const value = evaluate(reference, stack);
      if (value === noValue) throw new Error(`${whole} has no value`);
      return String(value);
    });
  }

  function list(value: Json, stack: Stack): readonly Json[] {
    const resolved = evaluate(value, stack);
    if (!Array.isArray(resolved)) throw new Error('a list was expected');
    return resolved as readonly Json[];
  }

  function evaluate(value: Json, stack: Stack): Resolved {
    if (typeof value === 'string') return finish(value);
    if (Array.isArray(value))
      return value.map((item: Json) => evaluate(item, stack)).filter((item) => item !== noValue);
    if (!isJsonObject(value)) return value;
    const entries = Object.entries(value);
    const [name, argument] = entries[0] ?? [];
    if (entries.length === 1 && name !== undefined && argument !== undefined) {
      if (name === 'Condition' && typeof argument === 'string' && stack.conditions[argument] !== undefined)
        return holds(argument, stack);
      const known = functions[name];
      if (known) {
        const result = known(argument, stack);
        return typeof result === 'string' ? finish(result) : result;
      }
      if (name.startsWith('Fn::')) throw new Error(`${name} is not understood here`);
    }
    const resolved = entries.map(([key, item]) => [key, evaluate(item, stack)] as const);
    return Object.fromEntries(
      resolved.filter((entry): entry is readonly [string, Json] => entry[1] !== noValue),
    );
  }

  function finish(text: string): string {
    const known = text.replaceAll(
      /\{\{resolve:([a-z-]+):([^}]*)\}\}/g,
      (_whole, service: string, rest: string) => {
        const parts = /^(.+?):SecretString:([^:]*)(?::[^:]*){0,2}$/.exec(rest) ?? /^(.+)()$/.exec(rest);
        if (service !== 'secretsmanager' || !parts?.[1])
          throw new Error(`{{resolve:${service}:…}} is not understood here`);
        return surroundings.secret(parts[1], parts[2] ?? '');
      },
    );
    return surroundings.localize(known);
  }

  return (value, stack) => {
    const result = evaluate(value, stack);
    return result === noValue ? undefined : result;
  };
}

function exportsOf(assembly: Assembly): Map<string, { readonly value: Json; readonly stack: Stack }> {
  const found = new Map<string, { readonly value: Json; readonly stack: Stack }>();
  for (const stack of assembly.stacks) {
    for (const output of Object.values(stack.outputs)) {
      if (!isJsonObject(output) || !isJsonObject(output.Export) || output.Value === undefined) continue;
      found.set(String(output.Export.Name), { value: output.Value, stack });
    }
  }
  return found;
}
