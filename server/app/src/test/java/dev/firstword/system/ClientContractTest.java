package dev.firstword.system;

import java.util.List;

/** The official clients of the providers, and those of LangChain4j. */
final class ClientContractTest extends ClientContract {

  ClientContractTest() {
    super(
        List.of(
            new AnthropicMessagesClient(),
            new OpenAiChatClient(),
            new OpenAiResponsesClient(),
            LangChainClient.messages(),
            LangChainClient.chatCompletions(),
            LangChainClient.responses()));
  }
}
