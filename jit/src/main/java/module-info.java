/// The compiled engine: one plan for a whole function, fused kernels, planned memory.
///
/// Found by `core` as a service. Without the Vector API module, which class path programs have to
/// ask for with `--add-modules jdk.incubator.vector`, kernels are scalar loops with the same bits.
module io.gradus.jit {
  requires transitive io.gradus.core;
  requires jdk.incubator.vector;
  requires jdk.management; // how much a thread has allocated

  exports io.gradus.jit;

  provides io.gradus.eval.Backend with
      io.gradus.jit.Jit;
}
