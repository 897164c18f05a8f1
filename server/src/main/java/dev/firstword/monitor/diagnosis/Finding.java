package dev.firstword.monitor.diagnosis;

import java.util.List;

/**
 * A remedy whose evidence holds.
 *
 * @param id stable, for programs
 * @param technique what to do, for people
 * @param setting the line of a configuration that does it
 * @param share of the turns that it is about
 */
public record Finding(
    String id,
    String title,
    String technique,
    String setting,
    double share,
    List<Evidence> evidence,
    Saving saving) {}
