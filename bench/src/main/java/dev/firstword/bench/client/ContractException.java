package dev.firstword.bench.client;

/** A server said something that its contract does not allow. */
public final class ContractException extends RuntimeException {

  private static final long serialVersionUID = 1;

  public ContractException(String message) {
    super(message);
  }
}
