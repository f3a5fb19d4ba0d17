import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_int;

import java.io.IOException;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Label;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DynamicConstantDesc;
import java.lang.constant.MethodTypeDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// A step of the build: writes out what javac leaves to the first run of a program.
///
/// A `switch` over types, and `equals` and `hashCode` of a record, are bootstrap methods in a class
/// file: the JVM writes their code when they are first reached, a millisecond each, and no cache of
/// classes keeps it. A short program spends much of its time there. This puts the code itself into
/// the class, as a private method that means the same.
///
/// Arguments: folders of class files, which are changed in place. Classes they refer to must be on
/// the class path.
final class Straighten {
  private static final String RUNTIME = "java.lang.runtime";
  private static final ClassDesc SWITCH = ClassDesc.of(RUNTIME, "SwitchBootstraps");
  private static final ClassDesc RECORD = ClassDesc.of(RUNTIME, "ObjectMethods");
  private static final ClassDesc OBJECTS = ClassDesc.of("java.util", "Objects");
  private static final int HIDDEN =
      ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC | ClassFile.ACC_SYNTHETIC;

  private static final ClassFile FILES =
      ClassFile.of(
          ClassFile.ClassHierarchyResolverOption.of(
              ClassHierarchyResolver.ofResourceParsing(ClassLoader.getSystemClassLoader())
                  .orElse(ClassHierarchyResolver.defaultResolver())));

  private final ClassDesc self;
  private final boolean isInterface;
  private final List<Consumer<ClassBuilder>> methods = new ArrayList<>();

  private Straighten(ClassModel model) {
    self = model.thisClass().asSymbol();
    isInterface = model.flags().has(java.lang.reflect.AccessFlag.INTERFACE);
  }

  static void main(String[] folders) throws IOException {
    for (String folder : folders) {
      try (Stream<Path> all = Files.walk(Path.of(folder))) {
        for (Path file : all.filter(f -> f.toString().endsWith(".class")).toList()) {
          ClassModel model = FILES.parse(file);
          if (!model.isModuleInfo()) {
            new Straighten(model).write(model, file);
          }
        }
      }
    }
  }

  private void write(ClassModel model, Path file) throws IOException {
    byte[] bytes =
        FILES.transformClass(
            model,
            ClassTransform.transformingMethodBodies(this::element)
                .andThen(ClassTransform.endHandler(b -> methods.forEach(m -> m.accept(b)))));
    if (!methods.isEmpty()) {
      Files.write(file, bytes);
    }
  }

  private void element(CodeBuilder code, CodeElement element) {
    if (!(element instanceof InvokeDynamicInstruction call && straight(code, call))) {
      code.with(element);
    }
  }

  private boolean straight(CodeBuilder code, InvokeDynamicInstruction call) {
    ClassDesc bootstrap = call.bootstrapMethod().owner();
    List<ConstantDesc> args = call.bootstrapArgs();
    if (bootstrap.equals(SWITCH) && args.stream().allMatch(Straighten::isPlain)) {
      method(code, "typeSwitch$" + methods.size(), call.typeSymbol(), c -> typeSwitch(c, args));
      return true;
    }
    if (bootstrap.equals(RECORD)) { // the class, the names, then what reads each component
      List<DirectMethodHandleDesc> parts =
          args.stream().skip(2).map(DirectMethodHandleDesc.class::cast).toList();
      switch (call.name().stringValue()) {
        case "hashCode" -> method(code, "hashCode$", call.typeSymbol(), c -> hashCode(c, parts));
        case "equals" -> method(code, "equals$", call.typeSymbol(), c -> equals(c, parts));
        default -> {
          return false; // toString is for people, who wait
        }
      }
      return true;
    }
    return false;
  }

  private void method(
      CodeBuilder code, String name, MethodTypeDesc type, Consumer<CodeBuilder> body) {
    methods.add(b -> b.withMethodBody(name, type, HIDDEN, body));
    code.invokestatic(self, name, type, isInterface);
  }

  // Switches: which label fits first, from a given one on

  private static boolean isPlain(ConstantDesc label) {
    return label instanceof ClassDesc || constant(label) != null;
  }

  /// Class and name of a constant of an enum, or null. Such a label is an `EnumDesc` made of a
  /// `ClassDesc`, both computed.
  private static String[] constant(ConstantDesc label) {
    return label instanceof DynamicConstantDesc<?> made
            && made.bootstrapArgs() instanceof ConstantDesc[] parts
            && parts.length == 3
            && parts[1] instanceof DynamicConstantDesc<?> of
            && of.bootstrapArgs().length == 2
            && of.bootstrapArgs()[1] instanceof String type
            && parts[2] instanceof String name
        ? new String[] {type, name}
        : null;
  }

  private static void typeSwitch(CodeBuilder code, List<ConstantDesc> labels) {
    int value = 0;
    int start = 1;
    Label some = code.newLabel();
    code.aload(value).ifnonnull(some).iconst_m1().ireturn().labelBinding(some);
    for (int i = 0; i < labels.size(); i++) {
      Label next = code.newLabel();
      code.iload(start).loadConstant(i).if_icmpgt(next).aload(value);
      if (labels.get(i) instanceof ClassDesc type) {
        code.instanceOf(type).ifeq(next);
      } else {
        String[] of = constant(labels.get(i));
        ClassDesc type = ClassDesc.of(of[0]);
        code.getstatic(type, of[1], type).if_acmpne(next);
      }
      code.loadConstant(i).ireturn().labelBinding(next);
    }
    code.loadConstant(labels.size()).ireturn();
  }

  // Records

  private static void hashCode(CodeBuilder code, List<DirectMethodHandleDesc> parts) {
    code.iconst_0();
    for (DirectMethodHandleDesc part : parts) {
      ClassDesc type = type(part);
      code.loadConstant(31).imul();
      component(code, 0, part);
      ClassDesc owner = type.isPrimitive() ? box(type) : OBJECTS;
      ClassDesc taken = type.isPrimitive() ? type : CD_Object;
      code.invokestatic(owner, "hashCode", MethodTypeDesc.of(CD_int, taken)).iadd();
    }
    code.ireturn();
  }

  private void equals(CodeBuilder code, List<DirectMethodHandleDesc> parts) {
    Label other = code.newLabel();
    Label no = code.newLabel();
    code.aload(0).aload(1).if_acmpne(other).iconst_1().ireturn().labelBinding(other);
    code.aload(1).instanceOf(self).ifeq(no).aload(1).checkcast(self).astore(1);
    for (DirectMethodHandleDesc part : parts) {
      ClassDesc type = type(part);
      component(code, 0, part);
      component(code, 1, part);
      if (type.isPrimitive()) { // NaN equals itself, 0 is not −0
        code.invokestatic(box(type), "compare", MethodTypeDesc.of(CD_int, type, type)).ifne(no);
      } else {
        MethodTypeDesc two = MethodTypeDesc.of(CD_boolean, CD_Object, CD_Object);
        code.invokestatic(OBJECTS, "equals", two).ifeq(no);
      }
    }
    code.iconst_1().ireturn().labelBinding(no).iconst_0().ireturn();
  }

  private static void component(CodeBuilder code, int record, DirectMethodHandleDesc part) {
    code.aload(record).getfield(part.owner(), part.methodName(), type(part));
  }

  private static ClassDesc type(DirectMethodHandleDesc part) {
    return part.invocationType().returnType();
  }

  private static ClassDesc box(ClassDesc primitive) {
    String name =
        switch (primitive.displayName()) {
          case "int" -> "Integer";
          case "char" -> "Character";
          case String other -> Character.toUpperCase(other.charAt(0)) + other.substring(1);
        };
    return ClassDesc.of("java.lang", name);
  }
}
