// Reads versions of an Iceberg table by icebird: node iceberg.js LOCATION [METADATA-FILE ...] -> one JSON array of rows a version.
import { icebergRead } from 'icebird'

const [tableUrl, ...files] = process.argv.slice(2)
const plain = (_, v) => typeof v === 'bigint' ? Number(v) : v instanceof Date ? v.toISOString() : v
for (const metadataFileName of files.length ? files : [undefined]) console.log(JSON.stringify(await icebergRead({ tableUrl, metadataFileName }), plain))
