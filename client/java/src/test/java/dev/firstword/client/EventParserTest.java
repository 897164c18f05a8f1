package dev.firstword.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Events, and what newer servers may send. */
final class EventParserTest {

  @Test
  void readsAnEventWithItsOptionalFields() {
    assertThat(
            parse(
                "{'type':'tool_call','id':'c1','name':'find','label':'Finding','state':'ready',"
                    + "'elapsed_ms':20,'arguments':'{}','new_field':[1]}"))
        .isEqualTo(
            new TurnEvent.ToolCall(
                3, "c1", "find", "Finding", "ready", Duration.ofMillis(20), "{}", null, null));
  }

  @Test
  void keepsAnEventOfAnUnknownTypeWhole() {
    assertThat(parse("{'type':'hologram','angle':7}"))
        .isEqualTo(new TurnEvent.Unknown(3, "hologram", "{\"type\":\"hologram\",\"angle\":7}"));
  }

  @Test
  void takesAnEventWithoutARequiredFieldAsUnknown() {
    assertThat(parse("{'type':'text'}")).isInstanceOf(TurnEvent.Unknown.class);
    assertThat(parse("{'type':'citation','index':{}}")).isInstanceOf(TurnEvent.Unknown.class);
  }

  @Test
  void knowsTheEndOfATurnWhateverItsFields() {
    assertThat(parse("{'type':'done'}")).isInstanceOf(TurnEvent.Done.class);
    assertThat(parse("{'type':'cancelled'}")).isInstanceOf(TurnEvent.Cancelled.class);
    assertThat(parse("{'type':'error','action':'dance'}"))
        .isInstanceOfSatisfying(
            TurnEvent.Failed.class, e -> assertThat(e.action()).isEqualTo(Action.OTHER));
  }

  @Test
  void readsTheLatencyAndUsageOfAnEnd() {
    TurnEvent.Done done =
        (TurnEvent.Done)
            parse(
                "{'type':'done','finish_reason':'stop','usage':{'input_tokens':5,'output_tokens':7},"
                    + "'latency':{'total_ms':12,'ttft_ms':3.5,'phases':[{'name':'model','start_ms':1,"
                    + "'duration_ms':2,'state':'finished'}],'critical_path':['model']}}");

    assertThat(done.usage().outputTokens()).isEqualTo(7);
    assertThat(done.latency())
        .satisfies(latency -> {
          assertThat(latency.ttftMs()).isEqualTo(3.5);
          assertThat(latency.phases())
              .containsExactly(new Latency.PhaseTiming("model", 1, 2, "finished"));
        });
  }

  @Test
  void refusesWhatIsNoEvent() {
    assertThat(EventParser.parse(1, "no json")).isEmpty();
    assertThat(EventParser.parse(1, "[1]")).isEmpty();
    assertThat(EventParser.parse(1, "{}")).isEmpty();
    assertThat(EventParser.parse(1, "")).isEmpty();
  }

  private static TurnEvent parse(String json) {
    return EventParser.parse(3, json.replace('\'', '"')).orElseThrow();
  }
}
