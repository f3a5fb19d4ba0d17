package io.gradus.bench.gradus;

import io.gradus.adbench.Objectives;
import io.gradus.bench.child.Case;
import io.gradus.bench.child.Child;
import io.gradus.bench.child.Digits;
import io.gradus.bench.child.Workload;
import java.io.IOException;

/// The side of Gradus.
final class GradusChild {
  private GradusChild() {}

  static void main(String[] args) throws IOException {
    Child.serve(args, GradusChild::named);
  }

  /// `W2`, `MEMORY`, `USPS`, `INFER/256`, `MATMUL/384`, `MATHS/exp`, `ADBENCH/…`.
  private static Case named(String name) {
    String[] parts = name.split("/");
    return switch (parts[0]) {
      case "MEMORY" -> Child.peakMemory(new Training(Workload.W2));
      case "USPS" -> Digits.untilEnough(DigitLearner::new);
      case "INFER" -> Kernels.inference(Integer.parseInt(parts[1]));
      case "MATMUL" -> Kernels.product(Integer.parseInt(parts[1]));
      case "MATHS" -> Kernels.maths(parts[1]);
      case "ADBENCH" -> Objectives.named(parts[1], parts[2]);
      default -> {
        Workload w = Workload.named(name);
        yield w == null ? null : new Training(w);
      }
    };
  }
}
