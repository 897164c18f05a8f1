import { Firstword } from './firstword.js';
import { Wire } from './wire.js';

/** A server whose models and readers are reached through wires that a test breaks. */
export interface Broken {
  readonly server: Firstword;
  /** Between the server and its models. */
  readonly models: Wire;
  /** Between the page and the server. */
  readonly network: Wire;
}

/** Starts such a server with the models of another server's simulator. */
export async function startBroken({ simulator }: Firstword): Promise<Broken> {
  const models = await Wire.to(simulator.url);
  const server = await Firstword.startBefore(models.url, simulator);
  return { server, models, network: await Wire.to(server.url) };
}

export async function stopBroken({ server, models, network }: Broken): Promise<void> {
  await network.remove();
  await server.stop();
  await models.remove();
}
