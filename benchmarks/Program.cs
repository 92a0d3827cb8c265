using HiveMQBackup.Benchmarks;

return args switch
{
    ["child", var task, .. var rest] => await Child.RunAsync(task, rest),
    ["files", .. var rest] => await Comparison.RunFilesAsync(Options.Parse(rest)),
    ["inner", .. var rest] => Inner.Run(rest),
    _ => await Comparison.RunAsync(Options.Parse(args)),
};
