import { expect, it } from '@jest/globals';
import { metricCatalogue } from '../../../shared/edge/metric-catalogue.ts';
import { idOf, type Json, type Synthesized } from '../support/synthesized.ts';

const shown = ['AWS::SQS::Queue', 'AWS::Lambda::Function', 'AWS::DynamoDB::Table', 'AWS::ApiGatewayV2::Api'];
const headings = ['Money', 'API', 'Queues', 'Functions', 'Tables', 'Schedules', 'Slack', 'Daraja', 'MongoDB'];

/** One dashboard shows whatever can be looked at, whichever construct made it. */
export const dashboard = ({ templates, resources, of }: Synthesized): void => {
  const [board, ...others] = of('AWS::CloudWatch::Dashboard');
  const parts: readonly Json[] = board?.properties.DashboardBody['Fn::Join'][1] ?? [];
  const text = parts.filter((part) => typeof part === 'string').join('');
  const referred = new Set(
    parts.filter((part) => typeof part !== 'string' && !isPseudo(part)).map((part) => idOf(part, templates)),
  );

  it('is one', () => expect(others).toEqual([]));

  it.each(resources.filter(({ type }) => shown.includes(type)))('shows $id', ({ id }) => {
    expect(referred).toContain(id);
  });

  it.each(of('AWS::Scheduler::Schedule'))('shows the runs of $properties.Description', ({ properties }) => {
    const words = String(properties.Description).split(/[/-]/).slice(1);
    const label = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
    expect(text.slice(text.indexOf('Runs of each schedule'))).toContain(`"label":"${label}"`);
  });

  it('shows the API of the callbacks', () => {
    expect(text).toContain(of('AWS::ApiGateway::RestApi')[0]?.properties.Name);
  });

  it.each(Object.keys(metricCatalogue))('shows %s', (name) => expect(text).toContain(`"Salio","${name}"`));

  it('is read from the money down', () => {
    const found = headings.map((heading) => text.indexOf(`"markdown":"# ${heading}"`));
    expect(found).not.toContain(-1);
    expect(found).toEqual(found.toSorted((a, b) => a - b));
  });
};

const isPseudo = (part: Json): boolean => typeof part.Ref === 'string' && part.Ref.startsWith('AWS::');
