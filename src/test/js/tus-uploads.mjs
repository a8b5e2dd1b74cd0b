// Uploads FILE to ENDPOINT in six ways with tus-js-client, as it is; prints a line of JSON for each: how, and where to.
// node tus-uploads.mjs FOLDER_OF_NODE_MODULES ENDPOINT FILE
import { createReadStream, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';

const [modules, endpoint, file] = process.argv.slice(2);
const tus = createRequire(join(modules, 'package.json'))('tus-js-client');
const size = statSync(file).size;
const metadata = { filename: 'from-js.mp4', filetype: 'video/mp4', title: 'Größe' };

function upload(how, source, options, started = () => {}) {
  return new Promise((resolve, reject) => {
    const upload = new tus.Upload(source, {
      endpoint,
      metadata,
      retryDelays: [0, 500],
      onError: reject,
      onSuccess: () => {
        console.log(JSON.stringify({ how, url: upload.url }));
        resolve();
      },
      ...options,
    });
    started(upload, reject);
    upload.start();
  });
}

/** Aborts in the middle, and lets a new object, which knows the address only, go on. */
async function resumed() {
  const chunkSize = Math.ceil(size / 4);
  const url = await new Promise((resolve, reject) => {
    const first = new tus.Upload(readFileSync(file), {
      endpoint,
      metadata,
      chunkSize,
      onError: reject,
      onChunkComplete: () => first.abort().then(() => resolve(first.url), reject),
    });
    first.start();
  });
  let fromBytes = -1;
  await upload('resumed', readFileSync(file), {
    uploadUrl: url,
    chunkSize,
    onProgress: (sent) => {
      fromBytes = fromBytes < 0 ? sent : fromBytes;
    },
  });
  if (fromBytes < chunkSize) {
    throw new Error(`it began at ${fromBytes} again`);
  }
}

await upload('single', readFileSync(file), {});
await upload('chunked', readFileSync(file), { chunkSize: 10_000 });
await upload('parallel', readFileSync(file), { parallelUploads: 3 });
// A stream that is no file, or the client would know where it ends.
await upload('deferred', createReadStream(file).pipe(new PassThrough()), { uploadLengthDeferred: true, chunkSize: 10_000 });
await upload('with-creation', readFileSync(file), { uploadDataDuringCreation: true });
await resumed();
