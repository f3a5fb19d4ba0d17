package io.gradus.jit.product;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import io.gradus.array.DType;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;

/// Vector instructions for generated code: a species of one number format and width.
///
/// Names of the Vector API appear only in generated classes, so this one can be loaded without it.
///
/// @param type the number format
/// @param bits the width of a vector
record Vectors(DType type, int bits) {
  private static final String PACKAGE = "jdk.incubator.vector";
  static final ClassDesc VECTOR = ClassDesc.of(PACKAGE, "Vector");
  static final ClassDesc MASK = ClassDesc.of(PACKAGE, "VectorMask");
  static final ClassDesc SPECIES = ClassDesc.of(PACKAGE, "VectorSpecies");

  /// The elements of a vector.
  int lanes() {
    return bits / 8 / type.bytes();
  }

  /// `FloatVector` or `DoubleVector`.
  ClassDesc self() {
    return ClassDesc.of(PACKAGE, type == DType.F32 ? "FloatVector" : "DoubleVector");
  }

  /// `IntVector` or `LongVector`, of the same number of lanes.
  ClassDesc whole() {
    return ClassDesc.of(PACKAGE, type == DType.F32 ? "IntVector" : "LongVector");
  }

  ClassDesc element() {
    return TypeKind.from(type == DType.F32 ? float.class : double.class).upperBound();
  }

  ClassDesc array() {
    return element().arrayType();
  }

  private void species(CodeBuilder code, ClassDesc of) {
    code.getstatic(of, "SPECIES_" + bits, SPECIES);
  }

  /// Pushes a vector of zeros.
  void zero(CodeBuilder code) {
    species(code, self());
    code.invokestatic(self(), "zero", MethodTypeDesc.of(self(), SPECIES));
  }

  /// Stores in local `mask` the mask of the first `width − before` lanes.
  void mask(CodeBuilder code, int mask, int width, int before) {
    species(code, self());
    code.lconst_1().iload(width).loadConstant(before).isub().lshl().lconst_1().lsub();
    code.invokestatic(MASK, "fromLong", MethodTypeDesc.of(MASK, SPECIES, CD_long)).astore(mask);
  }

  /// Pushes the vector at `base + offset` of the array in local `array`.
  void load(CodeBuilder code, int array, int base, int offset) {
    species(code, self());
    code.aload(array);
    index(code, base, offset);
    code.invokestatic(self(), "fromArray", MethodTypeDesc.of(self(), SPECIES, array(), CD_int));
  }

  /// Pops a vector and stores it at `base + offset` of the array in local `array`.
  ///
  /// There is no masked load: where it may reach beyond the array C2 boxes its result.
  ///
  /// @param mask the local of the mask, or -1
  void store(CodeBuilder code, int array, int base, int offset, int mask) {
    code.aload(array);
    index(code, base, offset);
    if (mask < 0) {
      code.invokevirtual(self(), "intoArray", MethodTypeDesc.of(CD_void, array(), CD_int));
    } else {
      code.aload(mask);
      code.invokevirtual(self(), "intoArray", MethodTypeDesc.of(CD_void, array(), CD_int, MASK));
    }
  }

  private static void index(CodeBuilder code, int base, int offset) {
    code.iload(base);
    if (offset != 0) {
      code.loadConstant(offset).iadd();
    }
  }

  /// Pushes a vector of copies of the element at `base + more` of the array in local `array`.
  ///
  /// @param more a local, or -1
  void broadcast(CodeBuilder code, int array, int base, int more) {
    species(code, self());
    code.aload(array).iload(base);
    if (more >= 0) {
      code.iload(more).iadd();
    }
    code.arrayLoad(TypeKind.from(element()));
    code.invokestatic(self(), "broadcast", MethodTypeDesc.of(self(), SPECIES, element()));
  }

  /// Pops vectors z (top), y, x and pushes x·y + z.
  void fma(CodeBuilder code) {
    code.invokevirtual(self(), "fma", MethodTypeDesc.of(self(), VECTOR, VECTOR));
  }

  /// Pops two vectors and pushes their sum.
  void add(CodeBuilder code) {
    code.invokevirtual(self(), "add", MethodTypeDesc.of(self(), VECTOR));
  }

  /// Replaces a vector by its bits.
  void toWhole(CodeBuilder code) {
    String name = type == DType.F32 ? "reinterpretAsInts" : "reinterpretAsLongs";
    code.invokevirtual(self(), name, MethodTypeDesc.of(whole()));
  }

  /// The opposite of [#toWhole].
  void fromWhole(CodeBuilder code) {
    String name = type == DType.F32 ? "reinterpretAsFloats" : "reinterpretAsDoubles";
    code.invokevirtual(whole(), name, MethodTypeDesc.of(self()));
  }

  /// Pops vectors of bits y (top), x and an index vector; pushes the lanes of (x, y) it names.
  void select(CodeBuilder code) {
    code.invokevirtual(whole(), "selectFrom", MethodTypeDesc.of(whole(), VECTOR, VECTOR));
  }

  /// Pushes the lane numbers: a vector of integers 0, 1, 2, …
  void numbers(CodeBuilder code) {
    ClassDesc whole = whole();
    species(code, whole);
    code.invokestatic(whole, "zero", MethodTypeDesc.of(whole, SPECIES)).iconst_1();
    code.invokevirtual(whole, "addIndex", MethodTypeDesc.of(whole, CD_int));
  }

  /// Pops a vector of integers and pushes it combined with a constant.
  ///
  /// @param operator `AND` or `OR`
  void bits(CodeBuilder code, String operator, int value) {
    ClassDesc operators = ClassDesc.of(PACKAGE, "VectorOperators");
    ClassDesc associative = operators.nested("Associative");
    ClassDesc binary = operators.nested("Binary");
    code.getstatic(operators, operator, associative);
    if (type == DType.F32) {
      code.loadConstant(value);
      code.invokevirtual(whole(), "lanewise", MethodTypeDesc.of(whole(), binary, CD_int));
    } else {
      code.loadConstant((long) value);
      code.invokevirtual(whole(), "lanewise", MethodTypeDesc.of(whole(), binary, CD_long));
    }
  }

  /// The descriptor of [Micro#run].
  static final MethodTypeDesc MICRO =
      MethodTypeDesc.of(
          CD_void,
          CD_Object,
          CD_int,
          CD_int,
          CD_int,
          CD_Object,
          CD_int,
          CD_int,
          CD_Object,
          CD_int,
          CD_int,
          CD_int,
          CD_int,
          CD_boolean);

  /// The descriptor of [Row#run].
  static final MethodTypeDesc ROW =
      MethodTypeDesc.of(
          CD_void,
          CD_Object,
          CD_int,
          CD_int,
          CD_Object,
          CD_int,
          CD_int,
          CD_int,
          CD_Object,
          CD_int,
          CD_int,
          CD_boolean);

  /// The descriptor of [Spread#run].
  static final MethodTypeDesc SPREAD =
      MethodTypeDesc.of(
          CD_void, CD_Object, CD_int, CD_int, CD_Object, CD_int, CD_int, CD_int, CD_int);

  /// The descriptor of [Pack#run].
  static final MethodTypeDesc PACK =
      MethodTypeDesc.of(
          CD_void, CD_Object, CD_int, CD_int, CD_int, CD_Object, CD_int, CD_int, CD_int, CD_int);
}
