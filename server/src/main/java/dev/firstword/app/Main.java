package dev.firstword.app;

/** Main. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {}
}
