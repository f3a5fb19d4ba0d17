package io.gradus.jit.product;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.INIT_NAME;
import static java.lang.constant.ConstantDescs.MTD_void;

import io.gradus.array.DType;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/// Generates the vector kernels: straight-line code for one block, in one loop over k. All strides
/// are arguments, so one kernel serves products of all shapes and is warm for all of them.
final class Kernels {
  private record Key(String kind, Vectors vectors, int rows, int columns) {}

  private static final ConcurrentHashMap<Key, Object> CACHE = new ConcurrentHashMap<>();
  private static final ClassDesc HERE = ClassDesc.of(Kernels.class.getPackageName(), "Generated");

  private Kernels() {}

  /// A microkernel of `rows` rows and `columns` full vectors of columns.
  static Micro micro(DType type, int bits, int rows, int columns) {
    Vectors v = new Vectors(type, bits);
    return made(
        Micro.class,
        Vectors.MICRO,
        new Key("micro", v, rows, columns),
        c -> micro(c, v, rows, columns));
  }

  /// A kernel for two strips of `columns` vectors.
  static Row row(DType type, int bits, int columns) {
    Vectors v = new Vectors(type, bits);
    return made(Row.class, Vectors.ROW, new Key("row", v, 1, columns), c -> row(c, v, columns));
  }

  /// Copies lines of `columns` full vectors whose columns lie side by side.
  static Pack copy(DType type, int bits, int columns) {
    Vectors v = new Vectors(type, bits);
    return made(
        Pack.class, Vectors.PACK, new Key("copy", v, 0, columns), c -> lines(c, v, columns, false));
  }

  /// Copies lines of `strips` strips of `columns` full vectors.
  static Spread spread(DType type, int bits, int strips, int columns) {
    Vectors v = new Vectors(type, bits);
    return made(
        Spread.class,
        Vectors.SPREAD,
        new Key("spread", v, strips, columns),
        c -> spread(c, v, strips, columns));
  }

  /// Copies lines of `columns` vectors, the last one incomplete: nothing is written behind it.
  static Pack cut(DType type, int bits, int columns) {
    Vectors v = new Vectors(type, bits);
    return made(
        Pack.class, Vectors.PACK, new Key("cut", v, 0, columns), c -> lines(c, v, columns, true));
  }

  /// Transposes: copies any number of columns and at least a vector of lines, where lines lie side
  /// by side.
  static Pack transpose(DType type, int bits) {
    Vectors v = new Vectors(type, bits);
    return made(Pack.class, Vectors.PACK, new Key("transpose", v, 0, 0), c -> transpose(c, v));
  }

  private static <K> K made(
      Class<K> kind, MethodTypeDesc method, Key key, Consumer<CodeBuilder> body) {
    return kind.cast(CACHE.computeIfAbsent(key, _ -> define(kind, method, body)));
  }

  private static Object define(Class<?> kind, MethodTypeDesc method, Consumer<CodeBuilder> body) {
    byte[] bytes =
        ClassFile.of()
            .build(
                HERE,
                c ->
                    c.withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SUPER)
                        .withInterfaceSymbols(kind.describeConstable().orElseThrow())
                        .withMethodBody(
                            INIT_NAME,
                            MTD_void,
                            0,
                            code ->
                                code.aload(0)
                                    .invokespecial(CD_Object, INIT_NAME, MTD_void)
                                    .return_())
                        .withMethodBody(
                            "run", method, ClassFile.ACC_PUBLIC, code -> body.accept(code)));
    try {
      return MethodHandles.lookup()
          .defineHiddenClass(bytes, true)
          .lookupClass()
          .getDeclaredConstructor()
          .newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a generated kernel does not load", e);
    }
  }

  private static void array(CodeBuilder code, Vectors v, int local) {
    code.aload(local).checkcast(v.array()).astore(local);
  }

  private static void micro(CodeBuilder code, Vectors v, int rows, int columns) {
    int a = 1;
    int ao = 2;
    int am = 3;
    int ak = 4;
    int b = 5;
    int bo = 6;
    int bk = 7;
    int c = 8;
    int co = 9;
    int cm = 10;
    int k = 11;
    int more = 13;
    int x = 14;
    int line = 15; // of B: `columns` vectors
    int row = line + columns; // where in A, for every fourth row: few enough for registers
    int skip = row + (rows + 3) / 4; // once, twice, three times `am`
    int sum = skip + 4; // `rows` × `columns` vectors
    int lanes = v.lanes();
    array(code, v, a);
    array(code, v, b);
    array(code, v, c);
    for (int i = 0; i < rows; i += 4) {
      code.iload(ao).iload(am).loadConstant(i).imul().iadd().istore(row + i / 4);
    }
    for (int i = 1; i < 4; i++) {
      code.iload(am).loadConstant(i).imul().istore(skip + i);
    }
    for (int i = 0; i < rows * columns; i++) { // each its own zero, else C2 boxes vectors
      v.zero(code);
      code.astore(sum + i);
    }
    Label head = code.newLabel();
    Label done = code.newLabel();
    int p = ao; // counts down from k
    code.iload(k).istore(p);
    code.labelBinding(head).iload(p).ifle(done);
    for (int j = 0; j < columns; j++) {
      v.load(code, b, bo, j * lanes);
      code.astore(line + j);
    }
    for (int i = 0; i < rows; i++) {
      v.broadcast(code, a, row + i / 4, i % 4 == 0 ? -1 : skip + i % 4);
      code.astore(x);
      for (int j = 0; j < columns; j++) {
        code.aload(x).aload(line + j).aload(sum + i * columns + j);
        v.fma(code);
        code.astore(sum + i * columns + j);
      }
    }
    for (int i = row; i < skip; i++) {
      code.iload(i).iload(ak).iadd().istore(i);
    }
    code.iload(bo).iload(bk).iadd().istore(bo);
    code.iinc(p, -1).goto_(head).labelBinding(done);
    Label first = code.newLabel();
    code.iload(co).istore(p).iload(more).ifeq(first);
    for (int i = 0; i < rows; i++) { // sums only: a vector that both branches wrote would be boxed
      for (int j = 0; j < columns; j++) {
        v.load(code, c, p, j * lanes);
        code.aload(sum + i * columns + j);
        v.add(code);
        v.store(code, c, p, j * lanes, -1);
      }
      code.iload(p).iload(cm).iadd().istore(p);
    }
    code.return_().labelBinding(first);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        code.aload(sum + i * columns + j);
        v.store(code, c, p, j * lanes, -1);
      }
      code.iload(p).iload(cm).iadd().istore(p);
    }
    code.return_();
  }

  private static void row(CodeBuilder code, Vectors v, int columns) {
    int a = 1;
    int ao = 2;
    int ak = 3;
    int b = 4;
    int bo = 5;
    int next = 6;
    int bk = 7;
    int c = 8;
    int co = 9;
    int k = 10;
    int more = 11;
    int x = 12;
    int sum = 13;
    int lanes = v.lanes();
    array(code, v, a);
    array(code, v, b);
    array(code, v, c);
    for (int i = 0; i < 2 * columns; i++) {
      v.zero(code);
      code.astore(sum + i);
    }
    code.iload(bo).iload(next).iadd().istore(next);
    Label head = code.newLabel();
    Label done = code.newLabel();
    code.labelBinding(head).iload(k).ifle(done);
    v.broadcast(code, a, ao, -1);
    code.astore(x);
    for (int i = 0; i < 2 * columns; i++) {
      code.aload(x);
      v.load(code, b, i < columns ? bo : next, i % columns * lanes);
      code.aload(sum + i);
      v.fma(code);
      code.astore(sum + i);
    }
    code.iload(ao).iload(ak).iadd().istore(ao);
    code.iload(bo).iload(bk).iadd().istore(bo);
    code.iload(next).iload(bk).iadd().istore(next);
    code.iinc(k, -1).goto_(head).labelBinding(done);
    Label first = code.newLabel();
    code.iload(more).ifeq(first);
    for (int i = 0; i < 2 * columns; i++) {
      v.load(code, c, co, i * lanes);
      code.aload(sum + i);
      v.add(code);
      v.store(code, c, co, i * lanes, -1);
    }
    code.return_().labelBinding(first);
    for (int i = 0; i < 2 * columns; i++) {
      code.aload(sum + i);
      v.store(code, c, co, i * lanes, -1);
    }
    code.return_();
  }

  private static void lines(CodeBuilder code, Vectors v, int columns, boolean masked) {
    int from = 1;
    int at = 2;
    int line = 3;
    int to = 5;
    int start = 6;
    int step = 7;
    int count = 8;
    array(code, v, from);
    array(code, v, to);
    int width = 9;
    int mask = 10;
    if (masked) {
      v.mask(code, mask, width, (columns - 1) * v.lanes());
    }
    Label head = code.newLabel();
    Label done = code.newLabel();
    code.labelBinding(head).iload(count).ifle(done);
    for (int j = 0; j < columns; j++) {
      v.load(code, from, at, j * v.lanes());
      v.store(code, to, start, j * v.lanes(), masked && j == columns - 1 ? mask : -1);
    }
    code.iload(at).iload(line).iadd().istore(at);
    code.iload(start).iload(step).iadd().istore(start);
    code.iinc(count, -1).goto_(head).labelBinding(done).return_();
  }

  private static void spread(CodeBuilder code, Vectors v, int strips, int columns) {
    int from = 1;
    int at = 2;
    int line = 3;
    int to = 4;
    int start = 5;
    int step = 6;
    int next = 7;
    int count = 8;
    int here = 9; // in a strip
    array(code, v, from);
    array(code, v, to);
    Label head = code.newLabel();
    Label done = code.newLabel();
    code.labelBinding(head).iload(count).ifle(done);
    code.iload(start).istore(here);
    for (int i = 0; i < strips * columns; i++) {
      v.load(code, from, at, i * v.lanes());
      v.store(code, to, here, i % columns * v.lanes(), -1);
      if (i % columns == columns - 1) {
        code.iload(here).iload(next).iadd().istore(here);
      }
    }
    code.iload(at).iload(line).iadd().istore(at);
    code.iload(start).iload(step).iadd().istore(start);
    code.iinc(count, -1).goto_(head).labelBinding(done).return_();
  }

  /// Blocks of L×L elements, by log₂ L exchanges of half blocks between vectors. The last blocks of
  /// lines may overlap; missing columns are filled with the last one.
  private static void transpose(CodeBuilder code, Vectors v) {
    ClassDesc math = ClassDesc.of("java.lang.Math");
    MethodTypeDesc min = MethodTypeDesc.ofDescriptor("(II)I");
    int from = 1;
    int at = 2;
    int column = 4;
    int to = 5;
    int start = 6;
    int step = 7;
    int count = 8;
    int width = 9;
    int p = 10;
    int t = 11;
    int first = 12; // of a vector of columns
    int lanes = v.lanes();
    int low = 13; // indices of the exchanges
    int high = low + 5;
    int source = high + 5; // where each column begins
    int x = source + lanes;
    array(code, v, from);
    array(code, v, to);
    int stage = 0;
    for (int d = 1; d < lanes; d *= 2, stage++) {
      // low: lane j if j & d = 0, else L + j − d; high: lane j + d if j & d = 0, else L + j.
      // Both from the numbers j: (j & ~d) | (j & d)·(L/d), the second with d more.
      v.numbers(code);
      v.bits(code, "AND", ~d);
      v.numbers(code);
      v.bits(code, "AND", d);
      multiply(code, v, lanes / d);
      code.invokevirtual(v.whole(), "add", MethodTypeDesc.of(v.whole(), Vectors.VECTOR));
      code.astore(low + stage).aload(low + stage);
      v.bits(code, "OR", d);
      code.astore(high + stage);
    }
    Label columns = code.newLabel();
    Label lines = code.newLabel();
    Label next = code.newLabel();
    Label done = code.newLabel();
    code.iconst_0().istore(first).labelBinding(columns).iload(first).iload(width).if_icmpge(done);
    for (int j = 0; j < lanes; j++) {
      code.iload(first).loadConstant(j).iadd().iload(width).iconst_1().isub();
      code.invokestatic(math, "min", min);
      code.iload(column).imul().iload(at).iadd().istore(source + j);
    }
    code.iconst_0().istore(p).labelBinding(lines);
    for (int j = 0; j < lanes; j++) {
      code.iload(source + j).iload(p).iadd().istore(t);
      v.load(code, from, t, 0);
      v.toWhole(code);
      code.astore(x + j);
    }
    stage = 0;
    int spare = x + lanes;
    for (int d = 1; d < lanes; d *= 2, stage++) {
      for (int i = 0; i < lanes; i++) {
        if ((i & d) == 0) {
          code.aload(high + stage).aload(x + i).aload(x + i + d);
          v.select(code);
          code.astore(spare).aload(low + stage).aload(x + i).aload(x + i + d);
          v.select(code);
          code.astore(x + i).aload(spare).astore(x + i + d);
        }
      }
    }
    code.iload(start).iload(first).iadd().iload(p).iload(step).imul().iadd().istore(t);
    for (int i = 0; i < lanes; i++) {
      code.aload(x + i);
      v.fromWhole(code);
      v.store(code, to, t, 0, -1);
      code.iload(t).iload(step).iadd().istore(t);
    }
    code.iload(count).loadConstant(lanes).isub().iload(p).if_icmple(next);
    code.iload(p).loadConstant(lanes).iadd().iload(count).loadConstant(lanes).isub();
    code.invokestatic(math, "min", min).istore(p).goto_(lines);
    code.labelBinding(next).iinc(first, lanes).goto_(columns).labelBinding(done).return_();
  }

  private static void multiply(CodeBuilder code, Vectors v, int by) {
    ClassDesc element = v.whole();
    if (v.type() == DType.F32) {
      code.loadConstant(by);
      code.invokevirtual(element, "mul", MethodTypeDesc.of(element, CD_int));
    } else {
      code.loadConstant((long) by);
      code.invokevirtual(element, "mul", MethodTypeDesc.of(element, CD_long));
    }
  }
}
