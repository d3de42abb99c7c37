local f = io.open("/etc")
--! !/passwd/# io: it 255  
