package io.gradus.bench.plain;

import io.gradus.bench.child.Case;
import io.gradus.bench.child.Child;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/// The matrix product of OpenBLAS, in memory outside of the heap.
final class OpenBlasChild {
  private static final int ROW_MAJOR = 101;
  private static final int PLAIN = 111;

  private OpenBlasChild() {}

  static void main(String[] args) throws IOException {
    Child.serve(args, name -> new Product(Integer.parseInt(name.split("/")[1])));
  }

  private static final class Product implements Case {
    private final int n;
    private final MemorySegment a;
    private final MemorySegment b;
    private final MemorySegment c;
    private final MethodHandle sgemm;
    private int chunk;

    @SuppressWarnings("restricted") // native code is what this is about
    Product(int n) {
      this.n = n;
      Arena arena = Arena.ofAuto();
      a = arena.allocate(4L * n * n, 64).copyFrom(MemorySegment.ofArray(Inputs.matrix(n, 1)));
      b = arena.allocate(4L * n * n, 64).copyFrom(MemorySegment.ofArray(Inputs.matrix(n, 2)));
      c = arena.allocate(4L * n * n, 64);
      SymbolLookup library =
          SymbolLookup.libraryLookup(System.getProperty("bench.openblas"), Arena.global());
      Linker linker = Linker.nativeLinker();
      ValueLayout.OfInt i = ValueLayout.JAVA_INT;
      ValueLayout.OfFloat f = ValueLayout.JAVA_FLOAT;
      var p = ValueLayout.ADDRESS;
      sgemm =
          linker.downcallHandle(
              library.findOrThrow("cblas_sgemm"),
              FunctionDescriptor.ofVoid(i, i, i, i, i, i, f, p, i, p, i, f, p, i));
      try {
        linker
            .downcallHandle(
                library.findOrThrow("openblas_set_num_threads"), FunctionDescriptor.ofVoid(i))
            .invokeExact(Child.threads());
      } catch (Throwable e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public double prepare() throws Exception {
      chunk = Case.warm(1, this::one);
      return c.getAtIndex(ValueLayout.JAVA_FLOAT, (long) n * n / 2);
    }

    @Override
    public double measure(double seconds) throws Exception {
      return 2e-9 * n * n * n * Case.rate(seconds, chunk, this::one);
    }

    private void one() {
      try {
        sgemm.invokeExact(ROW_MAJOR, PLAIN, PLAIN, n, n, n, 1f, a, n, b, n, 0f, c, n);
      } catch (Throwable e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
