using HiveMQBackup.Benchmarks;

return args switch
{
    ["child", var task, .. var rest] => await Child.RunAsync(task, rest),
    ["inner", .. var rest] => Inner.Run(rest),
    _ => await Comparison.RunAsync(Options.Parse(args)),
};
