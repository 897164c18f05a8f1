package dev.firstword.api.uistream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.api.uistream.UiChatRequest.Question;
import dev.firstword.api.uistream.UiChatRequest.ToolOutputs;
import dev.firstword.core.prompt.ContentPart.ToolResult;
import dev.firstword.core.protocol.ProblemException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class UiChatRequestReaderTest {

  private static final JsonMapper JSON = new JsonMapper();
  private static final String HELLO =
      "{'id':'u2','role':'user','parts':[{'type':'text','text':'Hello'}]}";

  @Test
  void theLastMessageIsWhatIsNew() {
    UiChatRequest request =
        read(
            "{'id':'chat-1','trigger':'submit-message','messages':["
                + "{'id':'u1','role':'user','parts':[{'type':'text','text':'Earlier'}]},"
                + HELLO
                + "]}");

    assertThat(request.chatId()).isEqualTo("chat-1");
    Question question = (Question) request.content();
    assertThat(question.messageId()).isEqualTo("u2");
    assertThat(question.isAgain()).isFalse();
    assertThat(question.mayBeEdited()).isFalse();
    assertThat(question.fields()).isEqualTo(tree("{'message':[{'type':'text','text':'Hello'}]}"));
    assertThat(question.warnings()).isEmpty();
  }

  @Test
  void aClientMaySendOnlyTheLastMessage() {
    Question one = question("{'id':'chat-1','message':" + HELLO + "}");
    Question all = question("{'id':'chat-1','messages':[" + HELLO + "]}");

    assertThat(one).isEqualTo(all);
  }

  @Test
  void theFieldsOfAChatRequestMayBeAdded() {
    Question question =
        question(
            "{'id':'c','messages':["
                + HELLO
                + "],'profile':'support','max_tokens':300,'colour':1,"
                + "'conversation_id':'conv_1','tools':{'weather':{'description':'The weather'}}}");

    assertThat(question.fields())
        .isEqualTo(
            tree(
                "{'profile':'support','max_tokens':300,"
                    + "'tools':[{'description':'The weather','name':'weather'}],"
                    + "'message':[{'type':'text','text':'Hello'}]}"));
    assertThat(question.warnings())
        .containsExactlyInAnyOrder(
            "The field \"colour\" is unknown.", "The field \"conversation_id\" is unknown.");
  }

  @Test
  void whatAPageShowsIsPassedOver() {
    Question question =
        question(
            "{'id':'c','messages':[{'role':'user','metadata':{'a':1},'parts':["
                + "{'type':'step-start'},{'type':'data-note','data':1},"
                + "{'type':'text','text':'Hello'},{'type':'text','text':'  '}]}]}");

    assertThat(question.messageId()).isNull();
    assertThat(question.fields().get("message")).hasSize(1);
  }

  @Test
  void filesAreDecodedAndStoredOnesReferredTo() throws Exception {
    String hash = "ab".repeat(32);
    Question question =
        question(
            "{'id':'c','messages':[{'role':'user','parts':["
                + "{'type':'file','mediaType':'image/png','filename':'a.png',"
                + "'url':'data:image/png;base64,SGk='},"
                + "{'type':'file','mediaType':'application/pdf',"
                + "'url':'data:application/pdf;base64,SGk='},"
                + "{'type':'file','mediaType':'image/png','url':'/api/conversations/conv_1/attachments/"
                + hash
                + "'}]}]}");

    var parts = question.fields().get("message");
    assertThat(parts.get(0).get("type").asText()).isEqualTo("image");
    assertThat(parts.get(0).get("name").asText()).isEqualTo("a.png");
    assertThat(parts.get(0).get("data").binaryValue())
        .isEqualTo("Hi".getBytes(StandardCharsets.US_ASCII));
    assertThat(parts.get(1).get("type").asText()).isEqualTo("file");
    assertThat(parts.get(2)).isEqualTo(tree("{'type':'image','sha256':'" + hash + "'}"));
  }

  @Test
  void theDigestTellsMessagesApart() {
    Question hello = question("{'id':'c','messages':[" + HELLO + "]}");
    Question sameWithAnotherModel = question("{'id':'c','model':'m','messages':[" + HELLO + "]}");
    Question other = question("{'id':'c','messages':[" + HELLO.replace("Hello", "Hi") + "]}");

    assertThat(sameWithAnotherModel.digest()).isEqualTo(hello.digest());
    assertThat(other.digest()).isNotEqualTo(hello.digest());
  }

  @Test
  void aMessageMayBeAnsweredAgainOrChanged() {
    Question again =
        question(
            "{'id':'c','trigger':'regenerate-message','messageId':'a1','messages':["
                + HELLO
                + "]}");
    Question changed = question("{'id':'c','messageId':'u2','messages':[" + HELLO + "]}");

    assertThat(again.isAgain()).isTrue();
    assertThat(again.mayBeEdited()).isFalse();
    assertThat(changed.mayBeEdited()).isTrue();
  }

  @Test
  void theResultsOfTheLastStepAreSentBack() {
    ToolOutputs outputs =
        (ToolOutputs)
            read("{'id':'c','messageId':'a1','messages':["
                    + HELLO
                    + ",{'id':'a1','role':'assistant','parts':["
                    + "{'type':'step-start'},"
                    + tool("'t0','state':'output-available','output':'old'")
                    + ",{'type':'step-start'},"
                    + tool("'t1','state':'output-available','output':'blue'")
                    + ","
                    + tool("'t2','state':'output-available','output':{'sky':'blue'}")
                    + ","
                    + tool("'t3','state':'output-error','errorText':'No network'")
                    + ","
                    + tool("'t4','state':'output-available'")
                    + ","
                    + tool("'t5','state':'output-denied'")
                    + ","
                    + tool("'t6','state':'input-available'")
                    + ","
                    + tool("'t7','state':'output-available','output':1,'providerExecuted':true")
                    + ",{'type':'dynamic-tool','toolName':'x','toolCallId':'t8',"
                    + "'state':'output-available','output':2}]}]}")
                .content();

    assertThat(outputs.messageId()).isEqualTo("a1");
    assertThat(outputs.results())
        .containsExactly(
            new ToolResult("t1", "blue", false),
            new ToolResult("t2", "{\"sky\":\"blue\"}", false),
            new ToolResult("t3", "No network", true),
            new ToolResult("t4", "null", false),
            new ToolResult("t5", "The user did not allow this call.", true),
            new ToolResult("t8", "2", false));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {'messages':[]} | 400 | "id" is missing
          {'id':'c'} | 400 | "messages" must be a list
          {'id':'c','messages':[]} | 400 | "messages" must be a list
          {'id':'c','messages':['Hello']} | 400 | "messages[0]" must be an object
          {'id':'c','message':'Hello'} | 400 | "message" must be an object
          {'id':'c','messages':[{'role':'system','parts':[]}]} | 400 | "messages[0].role"
          {'id':'c','messages':[{'parts':[]}]} | 400 | "messages[0].role"
          {'id':'c','messages':[{'role':'user'}]} | 400 | "messages[0].parts" must be a list
          {'id':'c','messages':[{'role':'user','parts':[]}]} | 400 | has no text and no file
          {'id':'c','messages':[{'role':'user','parts':[1]}]} | 400 | "messages[0].parts[0]"
          {'id':'c','trigger':'resume-stream','messages':[]} | 400 | "trigger" must be
          {'id':'c','messages':[{'id':'a','role':'assistant','parts':[]}]} | 422 | none of its tools
          {'id':'c','trigger':'regenerate-message','messages':[{'role':'assistant','parts':[]}]} | 400 | answered again
          {'id':'c','messages':[{'role':'user','parts':[{'type':'file','mediaType':'image/png','url':'https://a.example/b.png'}]}]} | 422 | fetches nothing
          {'id':'c','messages':[{'role':'user','parts':[{'type':'file','mediaType':'image/png','url':'data:image/png;base64,%'}]}]} | 400 | is not base64
          {'id':'c','messages':[{'role':'user','parts':[{'type':'file','mediaType':'image/png'}]}]} | 400 | "messages[0].parts[0].url" is missing
          {'id':'c','tools':{'a':1},'messages':[{'role':'user','parts':[{'type':'text','text':'x'}]}]} | 400 | "tools.a" must be an object
          """)
  void rejectsWhatItCannotAnswer(String body, int status, String detail) {
    assertThatThrownBy(() -> read(body))
        .isInstanceOfSatisfying(
            ProblemException.class,
            refused -> {
              assertThat(refused.problem().status()).isEqualTo(status);
              assertThat(refused.problem().detail()).contains(detail);
            });
  }

  @Test
  void rejectsUnknownFieldsIfAsked() {
    ObjectNode body = tree("{'id':'c','colour':1,'messages':[" + HELLO + "]}");

    assertThatThrownBy(() -> UiChatRequestReader.read(body, true))
        .isInstanceOfSatisfying(
            ProblemException.class,
            refused -> assertThat(refused.problem().detail()).contains("colour"));
  }

  private static String tool(String rest) {
    return "{'type':'tool-weather','toolCallId':" + rest + "}";
  }

  private static Question question(String body) {
    return (Question) read(body).content();
  }

  private static UiChatRequest read(String body) {
    return UiChatRequestReader.read(tree(body), false);
  }

  private static ObjectNode tree(String json) {
    try {
      return (ObjectNode) JSON.readTree(json.replace('\'', '"'));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
