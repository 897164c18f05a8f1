package dev.firstword.api.uistream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firstword.core.identity.Caller;
import dev.firstword.core.protocol.Identifier;
import dev.firstword.core.protocol.ProblemException;
import org.junit.jupiter.api.Test;

final class UiChatIdTest {

  private static final Caller ADA = new Caller("acme", "ada");

  @Test
  void aChatIsAlwaysTheSameConversationOfItsUser() {
    UiChatId chat = UiChatId.of(ADA, "my-chat");

    assertThat(chat).isEqualTo(UiChatId.of(ADA, "my-chat"));
    assertThat(chat.isDerived()).isTrue();
    assertThat(Identifier.matches("conv", chat.conversationId())).isTrue();
  }

  @Test
  void nobodyReachesTheChatOfAnother() {
    String conversation = UiChatId.of(ADA, "my-chat").conversationId();

    assertThat(UiChatId.of(new Caller("acme", "bob"), "my-chat").conversationId())
        .isNotEqualTo(conversation);
    assertThat(UiChatId.of(new Caller("other", "ada"), "my-chat").conversationId())
        .isNotEqualTo(conversation);
    assertThat(UiChatId.of(new Caller("acm", "eada"), "my-chat").conversationId())
        .isNotEqualTo(conversation);
    assertThat(UiChatId.of(new Caller("acme", "adamy"), "-chat").conversationId())
        .isNotEqualTo(conversation);
  }

  @Test
  void theIdOfAConversationNamesIt() {
    String conversation = Identifier.create("conv", 1);

    assertThat(UiChatId.of(ADA, conversation)).isEqualTo(new UiChatId(conversation, false));
    assertThat(UiChatId.of(ADA, "conv_short").isDerived()).isTrue();
    assertThat(UiChatId.of(ADA, conversation.toUpperCase(java.util.Locale.ROOT)).isDerived())
        .isTrue();
  }

  @Test
  void decodesASegmentOfThePath() {
    assertThat(UiChatId.decode("a%2Fb+c%C3%A9")).isEqualTo("a/b+cé");
    assertThatThrownBy(() -> UiChatId.decode("%zz")).isInstanceOf(ProblemException.class);
  }
}
