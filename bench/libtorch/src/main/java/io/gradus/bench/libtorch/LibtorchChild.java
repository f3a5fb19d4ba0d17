package io.gradus.bench.libtorch;

import io.gradus.bench.child.Child;
import io.gradus.bench.child.Workload;
import java.io.IOException;
import org.bytedeco.pytorch.global.torch;

/// The peer libtorch.
final class LibtorchChild {
  private LibtorchChild() {}

  static void main(String[] args) throws IOException {
    Child.serve(
        args,
        name -> {
          torch.set_num_threads(Child.threads());
          Workload w = Workload.named(name);
          return w == null ? null : new Training(w);
        });
  }
}
