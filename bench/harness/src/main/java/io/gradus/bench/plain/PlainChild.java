package io.gradus.bench.plain;

import io.gradus.bench.child.Case;
import io.gradus.bench.child.Child;
import java.io.IOException;

/// What the JVM can do without any library: the peak of multiply-adds, loops over `Math`, the
/// Vector API.
final class PlainChild {
  private PlainChild() {}

  static void main(String[] args) throws IOException {
    Child.serve(args, PlainChild::named);
  }

  /// `PEAK`, `MATH/exp`, `VECTOR/exp`.
  private static Case named(String name) {
    String[] parts = name.split("/");
    return switch (parts[0]) {
      case "PEAK" -> new Peak(Child.threads());
      case "MATH" -> new Elementwise(Elementwise.math(parts[1]));
      case "VECTOR" -> new Elementwise(Elementwise.vector(parts[1]));
      default -> null;
    };
  }
}
