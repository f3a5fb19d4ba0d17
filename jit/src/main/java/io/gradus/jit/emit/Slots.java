package io.gradus.jit.emit;

import java.util.BitSet;

/// The local variables of a method: hands out free ones, and takes them back.
///
/// Slots below 256 have shorter instructions, and methods must stay short, so that dead variables
/// are used again.
final class Slots {
  private BitSet used = new BitSet();

  Slots(int parameters) {
    used.set(0, parameters);
  }

  /// A free variable of one or two slots.
  int take(int size) {
    int slot = used.nextClearBit(0);
    while (size == 2 && used.get(slot + 1)) {
      slot = used.nextClearBit(slot + 1);
    }
    used.set(slot, slot + size);
    return slot;
  }

  /// The variable is dead.
  void free(Var v) {
    if (v.slot() >= 0) {
      used.clear(v.slot(), v.slot() + v.kind().slotSize());
    }
  }

  /// Keeps the variable from being freed by an earlier snapshot.
  void pin(Var v) {
    if (v.slot() >= 0) {
      used.set(v.slot(), v.slot() + v.kind().slotSize());
    }
  }

  /// What is in use now.
  BitSet snapshot() {
    return (BitSet) used.clone();
  }

  /// Frees what was taken since the snapshot.
  void restore(BitSet snapshot) {
    used = (BitSet) snapshot.clone();
  }
}
