package dev.firstword.operations.diagnosis;

import java.util.List;

/**
 * A recommendation: a change that the recorded turns support.
 *
 * @param id stable, for programs
 * @param technique what to do, for operators
 * @param setting the line of the configuration that does it
 * @param share the share of turns that it affects
 */
public record Recommendation(
    String id,
    String title,
    String technique,
    String setting,
    double share,
    List<Evidence> evidence,
    Saving saving) {}
