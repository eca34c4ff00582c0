// Lists the files of an Iceberg table by icebird: node files.js LOCATION [METADATA-FILE] -> one JSON object a file (content 0: data, 1: position deletes).
import { icebergManifests, icebergMetadata } from 'icebird'

const [tableUrl, metadataFileName] = process.argv.slice(2)
const metadata = await icebergMetadata({ tableUrl, metadataFileName })
const plain = (_, v) => typeof v === 'bigint' ? Number(v) : v instanceof Uint8Array ? Array.from(v) : v
for (const { entries } of await icebergManifests(metadata)) for (const e of entries) console.log(JSON.stringify(e, plain))
