package dev.firstword.core.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.provider.GenerationOptions;
import dev.firstword.core.provider.GenerationOptions.ToolChoice;
import dev.firstword.core.provider.GenerationOptions.ToolDefinition;
import dev.firstword.core.provider.ModelRequest;
import dev.firstword.relay.client.ProviderFailure;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a request asks of the output reaches every model that is called for it. */
final class OutputOptionsTest {

  private final RoutingFixture fixture = new RoutingFixture();

  @Test
  void theFallbackIsAskedForTheSame() {
    GenerationOptions options = options(100);
    open(options);
    RoutingFixture.fail(fixture.haiku, new ProviderFailure.ServerError(500, "broken"));

    for (ModelRequest request :
        List.of(fixture.haiku.lastCall().request(), fixture.sonnet.lastCall().request())) {
      assertThat(request.options()).isEqualTo(options);
      assertThat(request.maxTokens()).isEqualTo(100);
    }
  }

  @Test
  void withoutAWishTheLengthIsTheProfiles() {
    open(options(null));

    assertThat(fixture.haiku.lastCall().request().maxTokens()).isEqualTo(4_096);
  }

  private void open(GenerationOptions options) {
    fixture
        .router(RoutingRules.DEFAULTS)
        .open(
            RoutingFixture.request(RoutingFixture.SIMPLE).withOptions(options),
            fixture.loop,
            new RecordingCallListener());
  }

  private static GenerationOptions options(@Nullable Integer maxTokens) {
    return new GenerationOptions(
        maxTokens,
        0.5,
        null,
        List.of("END"),
        null,
        List.of(new ToolDefinition("get_orders", "", "{}")),
        ToolChoice.AUTO,
        null);
  }
}
