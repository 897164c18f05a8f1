package dev.firstword.simulator.answer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SectionTitlesTest {

  @Test
  void aRowAfterAColonNamesThem() {
    assertThat(SectionTitles.in("Write it in sections: Goals, Plan, and Cost. Be kind."))
        .containsExactly("Goals", "Plan", "Cost");
  }

  @Test
  void aListBelowNamesThem() {
    assertThat(
            SectionTitles.in(
                """
                Use the following sections:

                1. **Executive Summary**: two sentences
                2. Goals (what they want)
                3. Next Steps

                Then stop.
                """))
        .containsExactly("Executive Summary", "Goals", "Next Steps");
  }

  @Test
  void bareHeadingsAreAFormToFillIn() {
    assertThat(SectionTitles.in("Fill this in.\n## Summary\n## Risks\n\n## Decision"))
        .containsExactly("Summary", "Risks", "Decision");
  }

  @Test
  void aDocumentsHeadingsAreNotAsked() {
    assertThat(SectionTitles.in("# Report\nAll is well.\n## Details\nVery well.")).isEmpty();
  }

  @Test
  void aPromptWithoutSectionsHasNone() {
    assertThat(SectionTitles.in("Which section of the motorway is closed: the north one?"))
        .isEmpty();
  }
}
