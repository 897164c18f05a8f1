package dev.firstword.core.routing;

import dev.firstword.core.provider.ModelCallListener;
import dev.firstword.core.provider.PassthroughPart;
import dev.firstword.core.provider.PassthroughPart.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * The provider's own form of the answer of one attempt. Held back until it says something, because
 * until then another attempt may answer instead. Confined to the attempt's event loop.
 */
final class PassthroughRelay {

  /** The head of an answer may repeat the instructions and all tools. */
  private static final long MAX_HELD_BYTES = 8L * 1024 * 1024;

  private final ModelCallListener listener;
  private final List<PassthroughPart> held = new ArrayList<>(0);
  private long heldBytes;
  private boolean isActive;
  private boolean isReleased;

  PassthroughRelay(ModelCallListener listener) {
    this.listener = listener;
  }

  /** Returns whether the answer arrives in the provider's form. */
  boolean isActive() {
    return isActive;
  }

  /** Returns whether a part of the answer has been passed on, so that no other can be. */
  boolean isReleased() {
    return isReleased;
  }

  /** Passes a part on, or holds it back. */
  void onPart(PassthroughPart part) {
    isActive = true;
    if (isReleased) {
      listener.onPassthrough(part);
    } else if (part.kind() != Kind.ERROR) { // Otherwise the failure is reported by its status.
      held.add(part);
      heldBytes += part.bytes().length;
    }
  }

  /** Returns whether more is held back than a head can have. */
  boolean isHoldingTooMuch() {
    return !isReleased && heldBytes > MAX_HELD_BYTES;
  }

  /** Passes on what was held back, and from now on everything at once. */
  void release() {
    if (isActive && !isReleased) {
      isReleased = true;
      held.forEach(listener::onPassthrough);
      held.clear();
    }
  }
}
