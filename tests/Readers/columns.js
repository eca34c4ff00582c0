// Reads a few columns and rows of a Parquet file over HTTP by hyparquet, and tells the bytes that it fetched: node columns.js URL COLUMNS FROM TO.
import { asyncBufferFromUrl, parquetMetadataAsync, parquetReadObjects } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'

const [url, columns, from, to] = process.argv.slice(2)
let bytes = 0, requests = 0
const whole = await asyncBufferFromUrl({ url })
const file = {
  byteLength: whole.byteLength,
  async slice(start, end) {
    const part = await whole.slice(start, end)
    bytes += part.byteLength
    requests++
    return part
  },
}
const metadata = await parquetMetadataAsync(file, { initialFetchSize: 1 << 16 })
const footer = bytes
const rows = await parquetReadObjects({ file, metadata, columns: columns.split(','), rowStart: Number(from), rowEnd: Number(to), compressors })
console.log(JSON.stringify({ rows, bytes, footer, requests, length: file.byteLength, groups: metadata.row_groups.length }, (_, v) => typeof v === 'bigint' ? Number(v) : v))
