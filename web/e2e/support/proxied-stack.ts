import { Firstword } from './firstword.js';
import { TcpProxy } from './tcp-proxy.js';

/** A server whose models and readers are reached through proxies that a test cuts. */
export interface ProxiedStack {
  readonly server: Firstword;
  /** Between the server and its models. */
  readonly models: TcpProxy;
  /** Between the page and the server. */
  readonly network: TcpProxy;
}

/** Starts one with the models of another server's simulator. */
export async function startProxied({ simulator }: Firstword): Promise<ProxiedStack> {
  const models = await TcpProxy.connect(simulator.url);
  const server = await Firstword.startWithModels(models.url, simulator);
  return { server, models, network: await TcpProxy.connect(server.url) };
}

export async function stopProxied({ server, models, network }: ProxiedStack): Promise<void> {
  await network.remove();
  await server.stop();
  await models.remove();
}
