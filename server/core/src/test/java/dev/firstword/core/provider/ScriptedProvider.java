package dev.firstword.core.provider;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A provider whose calls the test answers. */
public final class ScriptedProvider implements ModelProvider {

  private final String name;
  private final @Nullable ModelApi api;
  private final List<ScriptedCall> calls = new ArrayList<>();

  public ScriptedProvider() {
    this("scripted");
  }

  public ScriptedProvider(String name) {
    this(name, null);
  }

  /** Creates a provider that speaks an API; null: one without limits of its own. */
  public ScriptedProvider(String name, @Nullable ModelApi api) {
    this.name = name;
    this.api = api;
  }

  /** A call that stays open until the test or the code under test ends it. */
  public static final class ScriptedCall implements ModelCall {
    private final ModelRequest request;
    private final ModelCallListener listener;
    private boolean isCancelled;

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
      return isCancelled;
    }

    /** Delivers these pieces of text as one network read. */
    public void deliver(String... texts) {
      for (String text : texts) {
        listener.onText(text);
      }
      listener.onReadComplete();
    }

    /** Delivers progress other than text as one network read. */
    public void deliver(ModelActivity... activities) {
      for (ModelActivity activity : activities) {
        listener.onActivity(activity);
      }
      listener.onReadComplete();
    }

    /** Delivers bytes without any progress. */
    public void ping() {
      listener.onReadComplete();
    }

    @Override
    public void cancel() {
      isCancelled = true;
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Optional<ModelApi> api() {
    return Optional.ofNullable(api);
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
