package dev.firstword.system;

import java.net.URI;
import java.util.Map;

/** A client of a provider's API, unmodified. */
public interface TestedClient {

  /** Why no client of chat completions returns signed thoughts. */
  String NO_SIGNATURES = "Chat completions have no field for the signature of a thought.";

  /** The APIs that a client may speak. */
  enum Api {
    MESSAGES(529),
    CHAT_COMPLETIONS(503),
    RESPONSES(503);

    private final int overloadedStatus;

    Api(int overloadedStatus) {
      this.overloadedStatus = overloadedStatus;
    }

    int overloadedStatus() {
      return overloadedStatus;
    }
  }

  /** The name in the documentation. */
  String title();

  Api api();

  /** The cases that the client cannot express, each with the reason. */
  Map<ClientCase, String> impossible();

  /**
   * Starts a conversation.
   *
   * @param server the base address of the server, without the path of an API
   */
  Chat open(URI server, String key);

  /** A conversation, which the client hands back as it received it. */
  interface Chat extends AutoCloseable {

    /**
     * Adds a message and returns its answer.
     *
     * @throws ClientFailure if the client reports a failure
     */
    ClientAnswer ask(ClientQuestion question);

    /**
     * Adds {@link ClientQuestion#RESULT} for each tool call of the last answer, and returns the
     * next answer.
     */
    ClientAnswer sendResults();

    /** Streams an answer, and stops after its first piece. */
    void abort(ClientQuestion question);

    @Override
    void close();
  }
}
