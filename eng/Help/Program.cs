using HiveMQBackup.Help;

if (args.Length != 3)
{
    Console.Error.WriteLine(
        """
        usage: HiveMQBackup.Help ASSEMBLY PAGES OUTPUT
          ASSEMBLY  the cmdlets' assembly, beside those that it refers to
          PAGES     the folder of the markdown pages
          OUTPUT    the folder for the help files
        """);
    return 2;
}

try
{
    ModuleHelp.Write(Path.GetFullPath(args[0]), Path.GetFullPath(args[1]), Path.GetFullPath(args[2]));
    return 0;
}
catch (DefectException e)
{
    foreach (var defect in e.Defects) Console.Error.WriteLine(defect);
    return 1;
}
