package dev.firstword.simulator.answer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SectionTitleParserTest {

  @Test
  void parsesAnInlineList() {
    assertThat(SectionTitleParser.parse("Write it in sections: Goals, Plan, and Cost. Be kind."))
        .containsExactly("Goals", "Plan", "Cost");
  }

  @Test
  void parsesAListBelow() {
    assertThat(
            SectionTitleParser.parse(
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
  void parsesBareHeadings() {
    assertThat(SectionTitleParser.parse("Fill this in.\n## Summary\n## Risks\n\n## Decision"))
        .containsExactly("Summary", "Risks", "Decision");
  }

  @Test
  void ignoresHeadingsOfADocument() {
    assertThat(SectionTitleParser.parse("# Report\nAll is well.\n## Details\nVery well."))
        .isEmpty();
  }

  @Test
  void aPromptWithoutSectionsHasNone() {
    assertThat(SectionTitleParser.parse("Which section of the motorway is closed: the north one?"))
        .isEmpty();
  }
}
