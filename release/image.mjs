// Writes a container image from the tar files of its layers: image.mjs VERSION TIME FOLDER FILE
// The tar file follows the OCI image layout, and also has the manifest.json of `docker save`.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const [version, time, folder, file] = process.argv.slice(2);
const layout = `${folder}/layout`;
const name = `firstword:${version}`;
mkdirSync(`${layout}/blobs/sha256`, { recursive: true });

const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

function blob(bytes, mediaType) {
  const digest = sha256(bytes);
  writeFileSync(`${layout}/blobs/sha256/${digest}`, bytes);
  return { mediaType, digest: `sha256:${digest}`, size: bytes.length };
}

const json = (value) => Buffer.from(JSON.stringify(value));
const pathOf = ({ digest }) => `blobs/${digest.replace(':', '/')}`;

const tars = ['base', 'server', 'data'].map((each) => readFileSync(`${folder}/${each}.tar`));
const layers = tars.map((tar) => blob(gzipSync(tar, { level: 6 }), 'application/vnd.oci.image.layer.v1.tar+gzip'));
const config = blob(
  json({
    created: time,
    architecture: 'amd64',
    os: 'linux',
    config: {
      User: '10001:10001',
      ExposedPorts: { '8080/tcp': {} },
      Env: ['PATH=/opt/firstword/bin:/usr/bin:/bin'],
      Entrypoint: ['/opt/firstword/bin/firstword'],
      Cmd: ['serve', '--host', '0.0.0.0', '--data', '/data'],
      Volumes: { '/data': {} },
      WorkingDir: '/data',
      StopSignal: 'SIGTERM',
      Labels: {
        'org.opencontainers.image.title': 'Firstword',
        'org.opencontainers.image.version': version,
        'org.opencontainers.image.licenses': 'Apache-2.0',
      },
    },
    rootfs: { type: 'layers', diff_ids: tars.map((tar) => `sha256:${sha256(tar)}`) },
    history: tars.map(() => ({ created: time, created_by: 'release/image' })),
  }),
  'application/vnd.oci.image.config.v1+json',
);
const manifest = blob(
  json({ schemaVersion: 2, mediaType: 'application/vnd.oci.image.manifest.v1+json', config, layers }),
  'application/vnd.oci.image.manifest.v1+json',
);
writeFileSync(`${layout}/oci-layout`, json({ imageLayoutVersion: '1.0.0' }));
writeFileSync(
  `${layout}/index.json`,
  json({
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.index.v1+json',
    manifests: [{ ...manifest, annotations: { 'org.opencontainers.image.ref.name': version, 'io.containerd.image.name': `docker.io/library/${name}` } }],
  }),
);
writeFileSync(
  `${layout}/manifest.json`,
  json([{ Config: pathOf(config), RepoTags: [name], Layers: layers.map(pathOf) }]),
);
execFileSync('tar', ['--sort=name', '--owner=0', '--group=0', '--numeric-owner', `--mtime=${time}`, '-C', layout, '-cf', file,
  'oci-layout', 'index.json', 'manifest.json', 'blobs']);
console.log(`${file}: ${manifest.digest}`);
