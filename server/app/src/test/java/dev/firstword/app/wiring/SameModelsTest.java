package dev.firstword.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.adapters.dialect.ServedModel;
import dev.firstword.adapters.dialect.ServedModel.Speed;
import dev.firstword.app.config.CatalogueModelSettings;
import dev.firstword.core.model.KnownModel;
import dev.firstword.core.model.KnownModels;
import dev.firstword.core.model.ModelCapabilities;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a model thought in one tier is readable in another one. */
final class SameModelsTest {

  private static final CatalogueModelSettings USUAL = model("claude-opus-5");
  private static final CatalogueModelSettings FAST =
      model("quick").withServed(new ServedModel("claude-opus-5", Speed.FAST, null));
  private static final CatalogueModelSettings NEWER = model("claude-opus-5-5");

  @Test
  void theTiersOfAModelReadEachOther() {
    assertThat(readBy(USUAL)).contains("quick");
    assertThat(readBy(FAST)).contains("claude-opus-5");
  }

  @Test
  void aModelReadsAllTiersOfAnotherThatItReads() {
    assertThat(readBy(NEWER)).contains("claude-opus-5", "quick");
    assertThat(readBy(USUAL)).doesNotContain("claude-opus-5-5");
  }

  private static Set<String> readBy(CatalogueModelSettings reader) {
    ModelCapabilities known =
        KnownModels.find(reader.lookupName()).map(KnownModel::capabilities).orElseThrow();
    return SameModels.readingThoughts(known, reader, List.of(USUAL, FAST, NEWER))
        .thoughts()
        .reads();
  }

  private static CatalogueModelSettings model(String name) {
    return new CatalogueModelSettings(name, "", 1, Duration.ofMillis(1), Duration.ofMillis(1), 100);
  }
}
