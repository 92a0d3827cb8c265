using HiveMQBackup.Demo;

return await DemoRun.RunAsync(DemoArguments.Parse(args));
