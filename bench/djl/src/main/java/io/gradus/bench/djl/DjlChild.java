package io.gradus.bench.djl;

import io.gradus.bench.child.Case;
import io.gradus.bench.child.Child;
import io.gradus.bench.child.Digits;
import io.gradus.bench.child.Workload;
import java.io.IOException;

/// The peer DJL on PyTorch. The number of threads is a property of DJL, set by the harness.
final class DjlChild {
  private DjlChild() {}

  static void main(String[] args) throws IOException {
    Child.serve(args, DjlChild::named);
  }

  private static Case named(String name) {
    return switch (name) {
      case "MEMORY" -> Child.peakMemory(new Training(Workload.W2));
      case "USPS" -> Digits.untilEnough(_ -> new DigitLearner());
      default -> {
        Workload w = Workload.named(name);
        yield w == null ? null : new Training(w);
      }
    };
  }
}
