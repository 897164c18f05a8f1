package dev.firstword.bench;

/** Main. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {}
}
