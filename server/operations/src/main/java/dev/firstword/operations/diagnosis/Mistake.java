package dev.firstword.operations.diagnosis;

import java.util.List;

/** Something that is set up wrongly, whatever it costs at the moment. */
public record Mistake(String id, String sentence, List<Evidence> evidence) {}
