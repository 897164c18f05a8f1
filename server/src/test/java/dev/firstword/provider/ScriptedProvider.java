package dev.firstword.provider;

import java.util.ArrayList;
import java.util.List;

/** A provider whose calls the test answers by hand. */
public final class ScriptedProvider implements ModelProvider {

  private final String name;
  private final List<ScriptedCall> calls = new ArrayList<>();

  public ScriptedProvider() {
    this("scripted");
  }

  public ScriptedProvider(String name) {
    this.name = name;
  }

  /** One call, open until the test or the product ends it. */
  public static final class ScriptedCall implements ModelCall {
    private final ModelRequest request;
    private final ModelCallListener listener;
    private boolean cancelled;

    private ScriptedCall(ModelRequest request, ModelCallListener listener) {
      this.request = request;
      this.listener = listener;
    }

    public ModelRequest request() {
      return request;
    }

    public ModelCallListener listener() {
      return listener;
    }

    public boolean isCancelled() {
      return cancelled;
    }

    /** One read from the network that brings these pieces of text. */
    public void reads(String... texts) {
      for (String text : texts) {
        listener.onText(text);
      }
      listener.onReadComplete();
    }

    @Override
    public void cancel() {
      cancelled = true;
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public ModelCall open(ModelRequest request, ModelCallListener listener) {
    ScriptedCall call = new ScriptedCall(request, listener);
    calls.add(call);
    return call;
  }

  public List<ScriptedCall> calls() {
    return calls;
  }

  public ScriptedCall lastCall() {
    return calls.getLast();
  }
}
