package io.gradus.jit.emit;

import java.lang.classfile.TypeKind;

/// Something computed that code can refer to again: a local variable, or a number known when the
/// code is written.
///
/// @param kind how the Java virtual machine holds it
/// @param slot the local variable, or -1 for a number
/// @param number the number
record Var(TypeKind kind, int slot, double number) {
  static Var local(TypeKind kind, int slot) {
    return new Var(kind, slot, 0);
  }

  static Var number(TypeKind kind, double number) {
    return new Var(kind, -1, number);
  }
}
