// Asks an OData service as two npm clients do, and prints what they got as JSON: node ask.js http://127.0.0.1:5080/odata/
const { o } = require('odata');
const build = require('odata-query').default;

(async () => {
  const root = process.argv[2];
  const got = {};

  // odata-query builds the text; the query is sent as it is.
  const ask = async (set, query) => {
    const answer = await fetch(root + set + build(query));
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${answer.status} ${set}${build(query)}: ${text}`);
    return JSON.parse(text);
  };
  got.filtered = await ask('Calculations', { select: ['id', 'gap_ev'], filter: { gap_ev: { gt: 4 }, status: 'success', or: [{ charge: 0 }, { charge: { lt: 0 } }] }, orderBy: ['gap_ev desc', 'id'], top: 10, count: true });
  got.lambda = await ask('Calculations', { select: ['id'], filter: { elements: { any: { '': { eq: 'N' } } } }, count: true, top: 0 }).catch(e => ({ error: e.message }));
  got.among = await ask('Calculations', { select: ['id'], filter: { formula: { in: ['H2O', 'CH4'] } }, count: true });
  got.contains = await ask('Molecules', { select: ['formula'], filter: { smiles: { contains: 'C' } }, count: true });
  got.expanded = await ask('Molecules', { select: ['formula'], expand: { records: { select: ['id', 'level'], filter: { status: 'success' }, orderBy: 'id', top: 2, count: true } }, top: 5 });
  got.grouped = await ask('Calculations', { transform: [{ filter: { status: 'success' } }, { groupBy: { properties: ['level'], transform: { aggregate: { gap_ev: { with: 'average', as: 'mean_gap' } } } } }] });
  got.one = await ask('Calculations', { key: got.filtered.value[0].id, select: ['id', 'level'] }).catch(e => ({ error: e.message }));
  got.search = await ask('Calculations', { search: got.filtered.value[0].id, select: ['id'] });

  // o.js sends by itself, and fails on what is no success.
  const client = o(root, { headers: { 'Content-Type': 'application/json', 'Accept': 'application/json' } });
  got.read = await client.get('Calculations').query({ $filter: "status eq 'failed'", $select: 'id', $orderby: 'id' });
  got.entity = await client.get(`Calculations('${got.filtered.value[0].id}')`).query({ $select: 'id,level' });
  got.property = await client.get(`Calculations('${got.filtered.value[0].id}')/level`).query();
  got.refused = await client.post('Calculations', { id: 'x' }).query().then(() => 'written', e => e.status);
  got.bad = await client.get('Calculations').query({ $filter: 'nothing eq 1' }).then(() => 'answered', e => e.status);
  const batch = o(root, { headers: { 'Content-Type': 'application/json' } });
  batch.get('Levels?$select=name').get('Molecules?$top=1&$select=formula');
  got.batch = await batch.batch();

  process.stdout.write(JSON.stringify(got));
})().catch(e => { process.stderr.write(String(e && e.stack || e)); process.exit(1); });
