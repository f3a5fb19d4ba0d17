package io.gradus.jit.emit;

import static java.lang.constant.ConstantDescs.CD_String;
import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_float;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import io.gradus.array.DType;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// Code for a vector at a time, through the Vector API.
///
/// Knows the API by name only: where its module is missing, nothing here fails to load. Operators
/// and species are read from their static fields in place, since the compiler turns calls into
/// single machine instructions only when it sees constants.
final class VectorLanes extends Lanes {
  private static final String API = "jdk.incubator.vector.";
  static final ClassDesc VECTOR = ClassDesc.of(API + "Vector");
  static final ClassDesc MASK = ClassDesc.of(API + "VectorMask");
  private static final ClassDesc SPECIES = ClassDesc.of(API + "VectorSpecies");
  private static final ClassDesc SHUFFLE = ClassDesc.of(API + "VectorShuffle");
  private static final ClassDesc OPERATORS = ClassDesc.of(API + "VectorOperators");
  private static final ClassDesc BINARY = ClassDesc.of(API + "VectorOperators$Binary");
  private static final ClassDesc ASSOCIATIVE = ClassDesc.of(API + "VectorOperators$Associative");
  private static final ClassDesc COMPARISON = ClassDesc.of(API + "VectorOperators$Comparison");

  private final int bits;
  private final Function<int[], Runnable> indices;
  private final ClassDesc self;
  private final ClassDesc whole;
  private final ClassDesc number;
  private final ClassDesc wholeNumber;
  private Map<Object, Var> shared = new HashMap<>();

  /// @param indices pushes a constant array
  VectorLanes(
      CodeBuilder code, Slots slots, DType type, int bits, Function<int[], Runnable> indices) {
    super(code, slots, type);
    this.bits = bits;
    this.indices = indices;
    self = ClassDesc.of(API + (single() ? "FloatVector" : "DoubleVector"));
    whole = ClassDesc.of(API + (single() ? "IntVector" : "LongVector"));
    number = single() ? CD_float : CD_double;
    wholeNumber = single() ? CD_int : CD_long;
  }

  /// The number of lanes.
  int length() {
    return bits / 8 / type.bytes();
  }

  /// The variables shared by all code that follows in this region. See [#restore].
  Map<Object, Var> sharedNow() {
    return new HashMap<>(shared);
  }

  /// Forgets what was shared since: control leaves the region where it was computed.
  void restore(Map<Object, Var> before) {
    shared = new HashMap<>(before);
  }

  @Override
  void pinShared() {
    shared.values().forEach(slots::pin);
  }

  private Var share(Object key, Runnable push) {
    Var known = shared.get(key);
    if (known == null) {
      push.run();
      known = keep(TypeKind.REFERENCE);
      shared.put(key, known);
    }
    return known;
  }

  @Override
  Var constant(double value) {
    double v = type.round(value);
    return share(Double.doubleToRawLongBits(v), () -> pushSplat(() -> push(scalarConstant(v))));
  }

  private Var scalarConstant(double v) {
    return Var.number(single() ? TypeKind.FLOAT : TypeKind.DOUBLE, v);
  }

  /// A new zero, shared with nothing: a start for sums. (Sums that begin with a shared vector are
  /// kept on the heap by the compiler.)
  Var fresh(double value) {
    pushSplat(() -> push(scalarConstant(value)));
    return keep(TypeKind.REFERENCE);
  }

  /// The number in every lane.
  Var splat(Var x) {
    pushSplat(() -> push(x));
    return keep(TypeKind.REFERENCE);
  }

  private void pushSplat(Runnable x) {
    species();
    x.run();
    code.invokestatic(self, "broadcast", MethodTypeDesc.of(self, SPECIES, number));
  }

  private void species() {
    code.getstatic(self, "SPECIES_" + bits, SPECIES);
  }

  private Var call(ClassDesc out, String name, Var x, Var... args) {
    push(x);
    push(args);
    ClassDesc[] in = new ClassDesc[args.length];
    Arrays.fill(in, VECTOR);
    code.invokevirtual(self, name, MethodTypeDesc.of(out, in));
    return keep(TypeKind.REFERENCE);
  }

  @Override
  Var add(Var x, Var y) {
    return call(self, "add", x, y);
  }

  @Override
  Var sub(Var x, Var y) {
    return call(self, "sub", x, y);
  }

  @Override
  Var mul(Var x, Var y) {
    return call(self, "mul", x, y);
  }

  @Override
  Var div(Var x, Var y) {
    return call(self, "div", x, y);
  }

  @Override
  Var fma(Var x, Var y, Var z) {
    return call(self, "fma", x, y, z);
  }

  @Override
  Var sqrt(Var x) {
    return call(self, "sqrt", x);
  }

  @Override
  Var abs(Var x) {
    return call(self, "abs", x);
  }

  @Override
  Var neg(Var x) {
    return call(self, "neg", x);
  }

  @Override
  Var min(Var x, Var y) {
    return call(self, "min", x, y);
  }

  @Override
  Var max(Var x, Var y) {
    return call(self, "max", x, y);
  }

  /// Rounds |x| to a whole number by adding and subtracting 2²³ (2⁵²), then corrects by one.
  @Override
  Var floor(Var x) {
    return scoped(() -> {
      Var magic = constant(pick(0x1p23, 0x1p52));
      Var size = abs(x);
      Var whole = sub(add(size, magic), magic);
      Var sign = andBits(bits(x), pick(0x80000000L, Long.MIN_VALUE));
      Var signed = number(xorBits(bits(whole), sign));
      Var below = select(compare(Test.GT, signed, x), sub(signed, constant(1)), signed);
      return select(compare(Test.LT, size, magic), below, x);
    });
  }

  @Override
  Var compare(Test test, Var x, Var y) {
    push(x);
    code.getstatic(OPERATORS, test.name(), COMPARISON);
    push(y);
    code.invokevirtual(self, "compare", MethodTypeDesc.of(MASK, COMPARISON, VECTOR));
    return keep(TypeKind.REFERENCE);
  }

  @Override
  Var select(Var mask, Var yes, Var no) {
    push(no, yes, mask);
    code.invokevirtual(self, "blend", MethodTypeDesc.of(self, VECTOR, MASK));
    return keep(TypeKind.REFERENCE);
  }

  @Override
  Var bits(Var x) {
    push(x);
    code.invokevirtual(
        self, single() ? "reinterpretAsInts" : "reinterpretAsLongs", MethodTypeDesc.of(whole));
    return keep(TypeKind.REFERENCE);
  }

  @Override
  Var number(Var bits) {
    push(bits);
    code.invokevirtual(
        whole, single() ? "reinterpretAsFloats" : "reinterpretAsDoubles", MethodTypeDesc.of(self));
    return keep(TypeKind.REFERENCE);
  }

  @Override
  Var addBits(Var x, Var y) {
    return wholeCall("add", x, y);
  }

  @Override
  Var subBits(Var x, Var y) {
    return wholeCall("sub", x, y);
  }

  private Var wholeCall(String name, Var x, Var y) {
    push(x, y);
    code.invokevirtual(whole, name, MethodTypeDesc.of(whole, VECTOR));
    return keep(TypeKind.REFERENCE);
  }

  @Override
  Var addBits(Var x, long y) {
    return wholeCall("add", x, y);
  }

  @Override
  Var andBits(Var x, long y) {
    return wholeCall("and", x, y);
  }

  private Var wholeCall(String name, Var x, long y) {
    push(x);
    Object done = single() ? code.loadConstant((int) y) : code.loadConstant(y);
    code.invokevirtual(whole, name, MethodTypeDesc.of(whole, wholeNumber));
    return keep(TypeKind.REFERENCE);
  }

  @Override
  Var xorBits(Var x, Var y) {
    push(x);
    code.getstatic(OPERATORS, "XOR", ASSOCIATIVE);
    push(y);
    code.invokevirtual(whole, "lanewise", MethodTypeDesc.of(whole, BINARY, VECTOR));
    return keep(TypeKind.REFERENCE);
  }

  @Override
  Var shiftLeft(Var x, int places) {
    return shift("LSHL", x, places);
  }

  @Override
  Var shiftRight(Var x, int places) {
    return shift("ASHR", x, places);
  }

  private Var shift(String operator, Var x, int places) {
    push(x);
    code.getstatic(OPERATORS, operator, BINARY);
    Object done = single() ? code.loadConstant(places) : code.loadConstant((long) places);
    code.invokevirtual(whole, "lanewise", MethodTypeDesc.of(whole, BINARY, wholeNumber));
    return keep(TypeKind.REFERENCE);
  }

  /// The helper computes lane by lane. A vector operation on its result lets the compiler join it
  /// with the usual one in a register.
  @Override
  Var slow(String function, Var mask, Var x, Var otherwise) {
    Var result = Var.local(TypeKind.REFERENCE, slots.take(1));
    Label end = code.newLabel();
    push(otherwise);
    code.astore(result.slot());
    push(mask);
    code.invokevirtual(MASK, "anyTrue", MethodTypeDesc.of(CD_boolean));
    code.ifeq(end);
    push(otherwise, x);
    code.loadConstant(function);
    code.invokestatic(
        ClassDesc.of("io.gradus.jit.emit.LaneByLane"),
        "apply",
        MethodTypeDesc.of(self, self, CD_String));
    push(mask);
    code.invokevirtual(self, "blend", MethodTypeDesc.of(self, VECTOR, MASK));
    code.astore(result.slot()).labelBinding(end);
    return result;
  }

  @Override
  Var load(Var array, Runnable index, int stride, Frame.Tail tail) {
    species();
    push(array);
    index.run();
    code.invokestatic(self, "fromArray", access(self, SPECIES, stride, tail));
    return keep(TypeKind.REFERENCE);
  }

  @Override
  void store(Var array, Runnable index, int stride, Frame.Tail tail, Var value) {
    push(value, array);
    index.run();
    code.invokevirtual(self, "intoArray", access(CD_void, null, stride, tail));
  }

  /// Pushes what a read or write needs after array and index, and gives the type of the method.
  private MethodTypeDesc access(ClassDesc out, ClassDesc first, int stride, Frame.Tail tail) {
    List<ClassDesc> in = new ArrayList<>();
    if (first != null) {
      in.add(first);
    }
    in.add(number.arrayType());
    in.add(CD_int);
    if (stride != 1) {
      pushDistances(stride, tail);
      in.add(CD_int.arrayType());
      in.add(CD_int);
    }
    if (tail != null) {
      push(tail.mask());
      in.add(MASK);
    }
    return MethodTypeDesc.of(out, in);
  }

  /// Pushes a table of the distances of lanes from the first, and where in it to begin. Line n is
  /// for the first n lanes; the API checks the others too, even though it does not touch them, so
  /// that they must have a valid distance.
  private void pushDistances(int stride, Frame.Tail tail) {
    int n = length();
    int[] table = new int[(n + 1) * n];
    for (int line = 0; line <= n; line++) {
      for (int lane = 0; lane < line; lane++) {
        table[line * n + lane] = lane * stride;
      }
    }
    indices.apply(table).run();
    push(tail == null ? Var.number(TypeKind.INT, n) : tail.count());
    code.loadConstant(n).imul();
  }

  @Override
  Var position(Runnable first) {
    pushSplat(() -> {
      first.run();
      Object done = single() ? code.i2f() : code.i2d();
    });
    code.iconst_1().invokevirtual(self, "addIndex", MethodTypeDesc.of(self, CD_int));
    return keep(TypeKind.REFERENCE);
  }

  /// The number in the first lane.
  Var first(Var x) {
    push(x);
    code.iconst_0().invokevirtual(self, "lane", MethodTypeDesc.of(number, CD_int));
    return keep(single() ? TypeKind.FLOAT : TypeKind.DOUBLE);
  }

  /// Writes the shuffles of [#rotate] ahead of the loops.
  void prepareRotations() {
    for (int by = length() / 2; by >= 1; by /= 2) {
      rotation(by);
    }
  }

  private Var rotation(int by) {
    return share(
        "rotate" + by,
        () -> {
          species();
          code.loadConstant(by).iconst_1().iconst_1();
          code.invokestatic(
              SHUFFLE,
              "iota",
              MethodTypeDesc.of(SHUFFLE, SPECIES, CD_int, CD_int, CD_boolean),
              false);
        });
  }

  /// Lane i gets lane i + `by`, cyclically.
  Var rotate(Var x, int by) {
    Var shuffle = rotation(by);
    push(x, shuffle);
    code.invokevirtual(self, "rearrange", MethodTypeDesc.of(self, SHUFFLE));
    return keep(TypeKind.REFERENCE);
  }

  /// The mask of the first lanes.
  ///
  /// @param count pushes how many
  Var firstLanes(Runnable count) {
    species();
    code.iconst_0();
    count.run();
    code.invokeinterface(SPECIES, "indexInRange", MethodTypeDesc.of(MASK, CD_int, CD_int));
    return keep(TypeKind.REFERENCE);
  }
}
