package dev.firstword.provider;

import dev.firstword.provider.dialect.WireDialect;
import dev.firstword.provider.transport.Transport;

/** A provider that one dialect is spoken to over HTTP. */
final class HttpModelProvider implements ModelProvider {

  private final String name;
  private final WireDialect dialect;
  private final Transport transport;
  private final AnswerLimits limits;

  HttpModelProvider(String name, WireDialect dialect, Transport transport, AnswerLimits limits) {
    this.name = name;
    this.dialect = dialect;
    this.transport = transport;
    this.limits = limits;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public ModelCall open(ModelRequest request, ModelCallListener listener) {
    HttpModelCall call = new HttpModelCall(dialect, limits, listener);
    call.begin(transport.send(dialect.write(request), call));
    return call;
  }

  @Override
  public void warm() {
    transport.warm(dialect.address().uri());
  }

  @Override
  public String toString() {
    return name;
  }
}
