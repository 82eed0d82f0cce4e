import { expect, it } from '@jest/globals';
import { metricCatalogue } from '../../../shared/edge/metric-catalogue.ts';
import { idOf, type Json, type Synthesized } from '../support/synthesized.ts';

const shown = ['AWS::SQS::Queue', 'AWS::Lambda::Function', 'AWS::DynamoDB::Table', 'AWS::ApiGatewayV2::Api'];
const headings = [
  ...['Money', 'API', 'Queues', 'Functions', 'Tables', 'Schedules', 'Slack', 'Daraja', 'MongoDB'],
  "The operator's own system",
];
const boardWidth = 24;

/** One dashboard shows whatever can be looked at, whichever construct made it. */
export const dashboard = ({ templates, resources, of }: Synthesized): void => {
  const [board, ...others] = of('AWS::CloudWatch::Dashboard');
  const parts: readonly Json[] = board?.properties.DashboardBody['Fn::Join'][1] ?? [];
  const text = parts.filter((part) => typeof part === 'string').join('');
  const referred = new Set(
    parts.filter((part) => typeof part !== 'string' && !isPseudo(part)).map((part) => idOf(part, templates)),
  );

  const sections = sectionsOf(widgetsOf(parts));

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
    expect(sections.map(({ heading }) => heading)).toEqual(headings);
  });

  it.each(sections)('is not empty at the side of $heading', ({ widgets }) => {
    const [top, bottom] = [
      Math.min(...widgets.map(({ y }) => y)),
      Math.max(...widgets.map(({ y, height }) => y + height)),
    ];
    const taken = widgets.reduce((sum, { width, height }) => sum + width * height, 0);
    expect(taken / (boardWidth * (bottom - top))).toBeGreaterThan(2 / 3);
    expect(Math.max(...widgets.map(({ x, width }) => x + width))).toBe(boardWidth);
  });

  it('has nothing over or beside what it is read on', () => {
    const cells = widgetsOf(parts).flatMap(({ x, y, width, height }) =>
      Array.from({ length: width * height }, (_, at) => `${x + (at % width)} ${y + Math.floor(at / width)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    expect(cells.filter((cell) => Number.parseInt(cell, 10) >= boardWidth)).toEqual([]);
  });
};

const isPseudo = (part: Json): boolean => typeof part.Ref === 'string' && part.Ref.startsWith('AWS::');

interface Widget {
  readonly type: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: { readonly markdown?: string };
}

/** Names and ids that are known after a deployment only are stood in for. */
const widgetsOf = (parts: readonly Json[]): readonly Widget[] =>
  JSON.parse(parts.map((part) => (typeof part === 'string' ? part : 'x')).join('') || '{"widgets":[]}')
    .widgets;

/** What stands below each large heading, down to the next one. */
function sectionsOf(widgets: readonly Widget[]) {
  const found: { readonly heading: string; readonly widgets: Widget[] }[] = [];
  for (const widget of widgets.toSorted((a, b) => a.y - b.y)) {
    const [, heading] = /^# (.+)$/.exec(widget.properties.markdown ?? '') ?? [];
    if (heading === undefined) found.at(-1)?.widgets.push(widget);
    else found.push({ heading, widgets: [] });
  }
  return found;
}
