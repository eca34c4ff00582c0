// Checks linked data with readers of other makers: node linkeddata.js FOLDER, which holds *.jsonld, *.ttl and shapes*.ttl as shapes. Prints what each file says: number of triples, namespaces; pairs NAME.jsonld and NAME.ttl must say the same; dcat*.ttl must keep to the shapes.
import fs from 'node:fs'
import path from 'node:path'
import jsonld from 'jsonld'
import { Parser, Store } from 'n3'
import SHACLValidator from 'rdf-validate-shacl'
import rdf from '@zazuko/env'

const folder = process.argv[2]
const files = fs.readdirSync(folder)
const canonical = text => jsonld.canonize(text, { algorithm: 'RDFC-1.0', inputFormat: 'application/n-quads', format: 'application/n-quads' })
const quads = text => new Parser().parse(text)
const line = q => {
  const term = t => t.termType === 'NamedNode' ? `<${t.value}>` : t.termType === 'BlankNode' ? `_:${t.value}` : JSON.stringify(t.value).replace(/\\u007f/g, '\x7f') + (t.language ? `@${t.language}` : t.datatype.value === 'http://www.w3.org/2001/XMLSchema#string' ? '' : `^^<${t.datatype.value}>`)
  return `${term(q.subject)} ${term(q.predicate)} ${term(q.object)} .\n`
}
const offline = url => { throw new Error(`${url} would have to be fetched`) }
const answer = { files: {}, faults: [] }
const forms = {}
for (const file of files.filter(f => f.endsWith('.jsonld') || f.endsWith('.ttl') && !f.startsWith('shapes'))) {
  const text = fs.readFileSync(path.join(folder, file), 'utf8')
  const nquads = file.endsWith('.jsonld') ? await jsonld.toRDF(JSON.parse(text), { format: 'application/n-quads', documentLoader: offline }) : quads(text).map(line).join('')
  const name = file.replace(/\.(jsonld|ttl)$/, '')
  const parsed = quads(nquads)
  // Doubles are compared as numbers: their spelling is free.
  const plain = parsed.map(line).map(l => l.replace(/"([^"]*)"\^\^<http:\/\/www\.w3\.org\/2001\/XMLSchema#double>/, (_, v) => `"${Number(v)}"^^<double>`).replace(/"(-?[0-9]+)"\^\^<http:\/\/www\.w3\.org\/2001\/XMLSchema#integer>/, '"$1"^^<double>'))
  ;(forms[name] ??= []).push(await canonical(plain.join('').replace(/<double>/g, '<http://www.w3.org/2001/XMLSchema#double>')))
  answer.files[file] = { triples: parsed.length, namespaces: [...new Set(parsed.flatMap(q => [q.predicate.value, q.predicate.value.endsWith('#type') ? q.object.value : q.predicate.value]).map(v => v.replace(/[^#/]*$/, '')))].sort() }
}
for (const [name, said] of Object.entries(forms)) if (new Set(said).size > 1) {
  const [a, b] = said.map(s => new Set(s.split('\n')))
  answer.faults.push(`${name}: JSON-LD and Turtle differ: ${[...a].filter(x => !b.has(x)).slice(0, 3)} | ${[...b].filter(x => !a.has(x)).slice(0, 3)}`)
}
const shapes = files.filter(f => f.startsWith('shapes'))
if (shapes.length > 0) {
  const load = names => rdf.dataset(names.flatMap(f => new Parser({ factory: rdf }).parse(fs.readFileSync(path.join(folder, f), 'utf8'))))
  const validator = new SHACLValidator(load(shapes), { factory: rdf })
  for (const file of files.filter(f => f.startsWith('dcat') && f.endsWith('.ttl'))) {
    const report = await validator.validate(load([file]))
    for (const r of report.results) answer.faults.push(`${file}: ${r.focusNode?.value} ${r.path?.value}: ${r.message.map(m => m.value)} ${r.value?.value ?? ''} (${r.sourceConstraintComponent?.value.split('#')[1]})`)
  }
}
console.log(JSON.stringify(answer))
